import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { jsonObjectSchema } from "@/server/connectors/json";
import { createRecordByHand } from "@/server/records/edit-record";

export const create = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      collectionId: z.uuid(),
      data: jsonObjectSchema,
      why: z.string().trim().max(1000).default(""),
    }),
  )
  .mutation(({ ctx, input }) => createRecordByHand(ctx.viewer, input));
