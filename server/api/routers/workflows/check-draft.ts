import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { checkDraft } from "@/server/workflows/check-workflow";

export const problems = procedureFor(...EVERYONE)
  .input(z.strictObject({ workflowId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => checkDraft(tx, input.workflowId)),
  );
