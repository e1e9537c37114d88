import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { getWorkflow } from "@/server/workflows/get-workflow";

export const get = procedureFor(...EVERYONE)
  .input(z.strictObject({ workflowId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => getWorkflow(tx, input.workflowId)),
  );
