import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction, type Executed } from "../define";
import { MendAction } from "../failures";
import { jsonObjectSchema } from "../json";
import { checkData } from "./check-data";
import { moneyShape } from "./money";
import { readCollection } from "./record-image";
import { insertRecord, recordChange, recordConflict, recordSubject, verifyRecord } from "./write-record";

const input = z.strictObject({ collectionId: z.uuid(), ...moneyShape, data: jsonObjectSchema });

/** Enters a payment into a ledger: a collection whose entries carry `amount` and `currency`. */
export const pay = defineAction({
  id: "collections.pay",
  label: "Move money",
  connector: null,
  effect: "money",
  retry: "natural-key",
  reversal: {
    kind: "exact",
    why: "The payment is taken out of the ledger again, unless its entry was changed since.",
  },
  input,
  amountOf: ({ amount, currency }) => ({ amount, currency }),
  subject: (call) => recordSubject({ ...call, input: {} }),
  change: recordChange,
  find: async (call) => (call.kept === null ? null : withAmount(call.input, call.kept)),
  write: async (tx, call) => {
    const collection = await readCollection(tx, call.input.collectionId);
    if (!collection) throw new MendAction("The ledger is not there any more.", "collectionId");
    const entry = entryOf(call.input);
    checkData(collection, entry, Object.keys(call.input.data));
    const { result } = await insertRecord(call, tx, collection, entry);
    return withAmount(call.input, result);
  },
  verify: (call, executed) => verifyRecord(call, executed, { data: entryOf(call.input), deleted: false }),
  // Out of the ledger rather than a second entry or a mark: every sum and count is then right by itself.
  reverse: ({ input: { amount, currency }, result, summary }) => ({
    action: "collections.take-back-payment",
    input: { recordId: result.id ?? "", expectedVersion: result.version ?? 0, amount, currency },
    summary: `Take back: ${summary}`,
  }),
  conflict: (tx, done) => recordConflict(tx, done, { deleted: false }),
});

function entryOf({ amount, currency, data }: z.infer<typeof input>): JsonObject {
  return { ...data, amount, currency };
}

function withAmount({ amount, currency }: z.infer<typeof input>, result: JsonObject): Executed {
  return { result: { ...result, amount, currency }, evidence: {} };
}
