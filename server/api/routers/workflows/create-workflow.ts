import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { createWorkflow, MOST_NAME } from "@/server/workflows/create-workflow";
import { graphSchema } from "@/workflow/graph/schema";

export const create = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      name: z.string().trim().min(1, "Give the workflow a name.").max(MOST_NAME),
      description: z.string().trim().max(2000).optional(),
      /** A template or an import; left out for a blank canvas. */
      document: graphSchema.optional(),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => createWorkflow(tx, input, ctx.viewer)),
  );
