import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction } from "../descriptor";
import { checkFields } from "./check-fields";
import { planRestore } from "./plan-reversal";
import { imageOf, lookUpRecord } from "./record-rows";
import { changeRecord, findWrite, verifyRecord } from "./write-record";

/** Changes fields of one record; the others stay. */
export const updateRecord = defineAction({
  id: "collections.update-record",
  label: "Update a record",
  effect: "update",
  retry: "natural-key",
  reversal: { kind: "exact", why: "The record gets back the values it had." },
  needsConnection: false,
  input: z.strictObject({
    recordId: z.string(),
    expectedVersion: z.int().positive().optional(),
    changes: z.record(z.string(), z.json()) as z.ZodType<JsonObject>,
  }),
  before: async ({ organizationId, input }) => {
    const row = await lookUpRecord(organizationId, input.recordId);
    return row && imageOf(row);
  },
  find: findWrite,
  execute: async (call) => {
    const { recordId, expectedVersion, changes } = call.input;
    const row = await lookUpRecord(call.organizationId, recordId);
    const checked = row
      ? await checkFields(call.organizationId, row.collectionId, changes, { whole: false })
      : changes;
    return changeRecord(call, {
      recordId,
      expectedVersion,
      data: (before) => ({ ...before.data, ...checked }),
    });
  },
  verify: (call, sent) => verifyRecord(call, sent, { data: sent.result.record as JsonObject }),
  planReversal: planRestore,
});
