import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { deleteRecordByHand } from "@/server/records/edit-record";

export const remove = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      recordId: z.uuid(),
      version: z.int().min(1),
      why: z.string().trim().max(1000).default(""),
    }),
  )
  .mutation(async ({ ctx, input: { recordId, ...rest } }) => {
    await deleteRecordByHand(ctx.viewer, { id: recordId, ...rest });
    return { recordId };
  });
