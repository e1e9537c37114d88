import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { type Done, defineAction, type Executed, type Reversal } from "../define";
import { MendAction } from "../failures";
import { jsonObjectSchema } from "../json";
import { checkData } from "./check-data";
import { moneyShape } from "./money";
import { readCollection } from "./record-image";
import { raisedBy, recordConflict, recordNow, takeAwayOver, targetOf } from "./take-back";
import { dataOf, insertRecord, recordChange, recordSubject, verifyRecord } from "./write-record";

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
  now: recordNow,
  reverse: takeBack,
  conflict: (tx, done) => recordConflict(tx, done, { deleted: false }),
  reverseOver: (done) => takeAwayOver(done, takeBack(done)),
  raised: raisedBy,
});

/** What the ledger says now is what moves back: guardrails judge that, should somebody have changed it since. */
function takeBack(done: Done<z.infer<typeof input>>): Reversal {
  const entry = dataOf(done.now?.data);
  const money = z.object(moneyShape).safeParse({ amount: entry.amount, currency: entry.currency });
  const { amount, currency } = money.success ? money.data : done.input;
  return {
    action: "collections.take-back-payment",
    input: { ...targetOf(done), amount, currency },
    summary: `Take back: ${done.summary}`,
  };
}

function entryOf({ amount, currency, data }: z.infer<typeof input>): JsonObject {
  return { ...data, amount, currency };
}

function withAmount({ amount, currency }: z.infer<typeof input>, result: JsonObject): Executed {
  return { result: { ...result, amount, currency }, evidence: {} };
}
