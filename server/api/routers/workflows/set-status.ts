import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { setStatus as change, STATUS_CHANGES } from "@/server/workflows/set-status";

export const setStatus = procedureFor("admin", "builder")
  .input(z.strictObject({ workflowId: z.uuid(), change: z.enum(STATUS_CHANGES) }))
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => change(tx, input.workflowId, input.change, ctx.viewer)),
  );
