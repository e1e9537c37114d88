import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { cancelRun } from "@/server/runs/cancel-run";

export const cancel = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      runId: z.uuid(),
      why: z.string().trim().min(1, "Say why, so that others can follow it later.").max(1000),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    await inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      cancelRun(tx, input.runId, personActor(ctx.viewer), input.why),
    );
    return { runId: input.runId };
  });
