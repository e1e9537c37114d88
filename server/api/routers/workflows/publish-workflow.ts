import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { publishWorkflow } from "@/server/workflows/publish";

export const publish = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      workflowId: z.uuid(),
      /** The draft's revision that is meant. */
      revision: z.int().min(1),
      name: z.string().trim().max(120).optional(),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => publishWorkflow(tx, input, ctx.viewer)),
  );
