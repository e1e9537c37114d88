import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { getRun } from "@/server/runs/get-run";

export const get = procedureFor(...EVERYONE)
  .input(z.strictObject({ runId: z.uuid() }))
  .query(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => getRun(tx, input.runId)));
