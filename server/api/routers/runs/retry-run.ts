import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { retryRun } from "@/server/runs/retry-run";

export const retry = procedureFor("admin", "builder")
  .input(z.strictObject({ runId: z.uuid(), why: z.string().trim().max(1000).default("") }))
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      retryRun(tx, input.runId, personActor(ctx.viewer), input.why),
    ),
  );
