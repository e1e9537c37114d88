import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction } from "../descriptor";
import { planRestore } from "./plan-reversal";
import { imageOf, lookUpRecord } from "./record-rows";
import { changeRecord, findWrite, verifyRecord } from "./write-record";

/** Gives a record back the values it had, provided nobody changed it since. What reversals of writes do. */
export const restoreRecord = defineAction({
  id: "collections.restore-record",
  label: "Restore a record",
  effect: "update",
  retry: "natural-key",
  reversal: { kind: "exact", why: "The record gets back the values it had." },
  needsConnection: false,
  input: z.strictObject({
    recordId: z.string(),
    expectedVersion: z.int().positive(),
    data: z.record(z.string(), z.json()) as z.ZodType<JsonObject>,
  }),
  before: async ({ organizationId, input }) => {
    const row = await lookUpRecord(organizationId, input.recordId);
    return row && imageOf(row);
  },
  find: findWrite,
  execute: (call) => {
    const { recordId, expectedVersion, data } = call.input;
    return changeRecord(call, { recordId, expectedVersion, data: () => data, evenDeleted: true });
  },
  verify: (call, sent) => verifyRecord(call, sent, { data: call.input.data }),
  planReversal: planRestore,
});
