import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { runTest } from "@/server/workflows/test-run";
import { graphSchema } from "@/workflow/graph/schema";

/** Reads for real, writes nothing: a mutation only so that it is never repeated or cached by itself. */
export const testRun = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      workflowId: z.uuid(),
      /** The drawing on the canvas; left out for the saved draft. */
      document: graphSchema.optional(),
      triggerNodeId: z.string().min(1).max(64),
      event: z.record(z.string(), z.json()),
    }),
  )
  .mutation(({ ctx, input }) => inOrganization(ctx.viewer.organizationId, (tx) => runTest(tx, input)));
