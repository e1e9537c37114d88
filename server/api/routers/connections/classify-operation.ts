import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { classifyOperation } from "@/server/connections/interface/classify-operations";
import { inOrganizationFast } from "@/server/db/in-organization";
import { classificationSchema } from "@/workflow/operations/classification";

export const classify = procedureFor("admin")
  .input(
    z.strictObject({
      connectionId: z.uuid(),
      key: z.string().min(1).max(300),
      /** Null: nothing is said of it any more, and its writes are held. */
      classification: classificationSchema.nullable(),
    }),
  )
  .mutation(async ({ ctx: { viewer }, input }) => {
    await inOrganizationFast(viewer.organizationId, (tx) => classifyOperation(tx, input, viewer));
    return { key: input.key };
  });
