import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction } from "../descriptor";
import { checkFields } from "./check-fields";
import { planRemoval } from "./plan-reversal";
import { findWrite, insertRecord, verifyRecord } from "./write-record";

const data = z.record(z.string(), z.json()) as z.ZodType<JsonObject>;

/** Adds a record to a collection. */
export const createRecord = defineAction({
  id: "collections.create-record",
  label: "Create a record",
  effect: "create",
  retry: "natural-key",
  reversal: { kind: "exact", why: "The record is deleted again." },
  needsConnection: false,
  input: z.strictObject({ collectionId: z.string(), data }),
  find: findWrite,
  execute: async (call) => {
    const { collectionId } = call.input;
    return insertRecord(
      call,
      collectionId,
      await checkFields(call.organizationId, collectionId, call.input.data, { whole: true }),
    );
  },
  verify: (call, sent) => verifyRecord(call, sent, { data: sent.result.record as JsonObject }),
  planReversal: planRemoval,
});
