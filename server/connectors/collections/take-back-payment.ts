import { z } from "zod";
import { defineAction } from "../define";
import { moneyShape } from "./money";
import { imageOfTarget, targetShape } from "./target";
import { changeRecord, dataOf, findKept, recordSubject, verifyRecord } from "./write-record";

/** Takes a payment out of its ledger; money moves back, so the money guardrail applies to it too. */
export const takeBackPayment = defineAction({
  id: "collections.take-back-payment",
  label: "Take back a payment",
  connector: null,
  effect: "money",
  retry: "natural-key",
  reversal: { kind: "none", why: "This took money back. Pay again instead, so that the guardrails see it." },
  input: z.strictObject({ ...targetShape, ...moneyShape }),
  amountOf: ({ amount, currency }) => ({ amount, currency }),
  before: imageOfTarget,
  subject: recordSubject,
  change: ({ before }) => ({ before: dataOf(before?.data), after: null }),
  find: findKept,
  write: (tx, call) => changeRecord(tx, call, ({ data }) => ({ data, deleted: true })),
  verify: (call, executed) => verifyRecord(call, executed, { data: {}, deleted: true }),
});
