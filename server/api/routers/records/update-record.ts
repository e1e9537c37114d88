import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { jsonObjectSchema } from "@/server/connectors/json";
import { updateRecordByHand } from "@/server/records/edit-record";

export const update = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      recordId: z.uuid(),
      /** The version that was edited. */
      version: z.int().min(1),
      changes: jsonObjectSchema,
      why: z.string().trim().max(1000).default(""),
    }),
  )
  .mutation(({ ctx, input: { recordId, ...rest } }) =>
    updateRecordByHand(ctx.viewer, { id: recordId, ...rest }),
  );
