import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { MOST_NAME } from "@/server/workflows/create-workflow";
import { renameWorkflow } from "@/server/workflows/rename-workflow";

export const rename = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      workflowId: z.uuid(),
      name: z.string().trim().min(1, "Give the workflow a name.").max(MOST_NAME),
      description: z.string().trim().max(2000).optional(),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => renameWorkflow(tx, input, ctx.viewer)),
  );
