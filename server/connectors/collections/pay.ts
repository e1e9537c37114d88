import { z } from "zod";
import type { JsonObject } from "@/workflow/json";
import { defineAction } from "../descriptor";
import { checkFields } from "./check-fields";
import { unchanged } from "./plan-reversal";
import { findWrite, insertRecord, verifyRecord } from "./write-record";

/** The fields a collection must have for money to be booked in it. */
export const PAYMENT_FIELDS = { amount: "amount", currency: "currency", status: "status" } as const;
export const PAID = "paid";
export const REVERSED = "reversed";

/** An exact decimal with at most four places; more than nothing. */
export const amountSchema = z
  .string()
  .regex(/^(?!0+(\.0+)?$)\d{1,14}(\.\d{1,4})?$/, "is not an amount above 0");

/** Books a payment in a collection of the organization: amount, currency and status, and what else is given. */
export const pay = defineAction({
  id: "collections.pay",
  label: "Pay",
  effect: "money",
  retry: "natural-key",
  reversal: { kind: "exact", why: "The payment is marked as reversed; it stays in the books." },
  needsConnection: false,
  input: z.strictObject({
    collectionId: z.string(),
    amount: amountSchema,
    currency: z.string().regex(/^[A-Z]{3}$/),
    data: z.record(z.string(), z.json()) as z.ZodType<JsonObject>,
  }),
  amountOf: ({ amount, currency }) => ({ amount, currency }),
  find: findWrite,
  execute: async (call) => {
    const { collectionId, amount, currency, data } = call.input;
    const payment = { ...data, amount, currency, status: PAID };
    return insertRecord(
      call,
      collectionId,
      await checkFields(call.organizationId, collectionId, payment, { whole: true }),
    );
  },
  verify: (call, sent) => verifyRecord(call, sent, { data: sent.result.record as JsonObject }),
  planReversal: async (organizationId, done) => {
    const found = await unchanged(organizationId, done);
    if ("possible" in found) return found;
    const { amount, currency } = done.input;
    return {
      possible: true,
      action: "collections.reverse-payment",
      input: {
        recordId: found.recordId,
        expectedVersion: found.version,
        amount: String(amount),
        currency: String(currency),
      },
      summary: `Reverse the payment of ${amount} ${currency}`,
      before: found.data,
      after: { ...found.data, status: REVERSED },
    };
  },
});
