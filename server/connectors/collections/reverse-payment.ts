import { z } from "zod";
import { defineAction } from "../descriptor";
import { amountSchema, REVERSED } from "./pay";
import { imageOf, lookUpRecord } from "./record-rows";
import { changeRecord, findWrite, verifyRecord } from "./write-record";

/** Marks a payment as reversed, provided it stands as it was booked. */
export const reversePayment = defineAction({
  id: "collections.reverse-payment",
  label: "Reverse a payment",
  effect: "money",
  retry: "natural-key",
  reversal: { kind: "none", why: "A reversed payment is not paid again by undoing. Start a new payment." },
  needsConnection: false,
  input: z.strictObject({
    recordId: z.string(),
    expectedVersion: z.int().positive(),
    amount: amountSchema,
    currency: z.string().regex(/^[A-Z]{3}$/),
  }),
  amountOf: ({ amount, currency }) => ({ amount, currency }),
  before: async ({ organizationId, input }) => {
    const row = await lookUpRecord(organizationId, input.recordId);
    return row && imageOf(row);
  },
  find: findWrite,
  execute: (call) => {
    const { recordId, expectedVersion } = call.input;
    return changeRecord(call, {
      recordId,
      expectedVersion,
      data: (before) => ({ ...before.data, status: REVERSED }),
    });
  },
  verify: (call, sent) => verifyRecord(call, sent, { data: { status: REVERSED } }),
});
