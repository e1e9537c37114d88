import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { saveDraft as saveIt } from "@/server/workflows/save-draft";
import { graphSchema } from "@/workflow/graph/schema";

export const saveDraft = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      workflowId: z.uuid(),
      /** The draft's revision that this drawing began from. */
      revision: z.int().min(1),
      document: graphSchema,
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => saveIt(tx, input, ctx.viewer)),
  );
