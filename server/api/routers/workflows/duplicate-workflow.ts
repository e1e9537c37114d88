import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { duplicateWorkflow } from "@/server/workflows/create-workflow";

export const duplicate = procedureFor("admin", "builder")
  .input(z.strictObject({ workflowId: z.uuid() }))
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => duplicateWorkflow(tx, input.workflowId, ctx.viewer)),
  );
