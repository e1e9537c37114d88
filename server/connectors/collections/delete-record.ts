import { z } from "zod";
import { defineAction } from "../descriptor";
import { planRestore } from "./plan-reversal";
import { imageOf, lookUpRecord } from "./record-rows";
import { changeRecord, findWrite, verifyRecord } from "./write-record";

/** Takes a record out of its collection; it can be brought back. */
export const deleteRecord = defineAction({
  id: "collections.delete-record",
  label: "Delete a record",
  effect: "delete",
  retry: "natural-key",
  reversal: { kind: "exact", why: "The record is brought back as it was." },
  needsConnection: false,
  input: z.strictObject({ recordId: z.string(), expectedVersion: z.int().positive().optional() }),
  before: async ({ organizationId, input }) => {
    const row = await lookUpRecord(organizationId, input.recordId);
    return row && imageOf(row);
  },
  find: findWrite,
  execute: (call) => changeRecord(call, { ...call.input, data: (before) => before.data, deleted: true }),
  verify: (call, sent) => verifyRecord(call, sent, { deleted: true }),
  planReversal: planRestore,
});
