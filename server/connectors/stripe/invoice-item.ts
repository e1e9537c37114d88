import { z } from "zod";
import { type ConnectionInUse, defineAction } from "../define";
import { MendAction } from "../failures";
import { findMarked, markOf } from "./look-up";
import { amountOf, executedAs, judgeObject, moneyShape, seen, smallestOf } from "./money";
import { whyNotMadeGood } from "./refund-standing";
import { stripeRequest } from "./request";

const input = z.strictObject({
  customer: z
    .string()
    .regex(/^cus_[A-Za-z0-9_]{4,100}$/, "Name the customer by the id in Stripe, like cus_…."),
  ...moneyShape,
  description: z.string().min(1).max(500),
  /** The refund that it makes good for, which has to stand when it is charged. */
  refund: z
    .string()
    .regex(/^(re|pyr)_[A-Za-z0-9_]{4,100}$/)
    .optional(),
});

export const invoiceItem = defineAction({
  id: "stripe.invoice-item",
  label: "Add an invoice item in Stripe",
  connector: "stripe",
  effect: "money",
  retry: "search-first",
  reversal: {
    kind: "exact",
    why: "The item is deleted, unless it was changed or stands on an invoice that is final by then.",
  },
  input,
  amountOf,
  subject: ({ input: { customer } }) => ({ kind: "customer", id: customer, name: customer }),
  execute: async ({ connection, key, effectId, input: wanted }) => {
    const { customer, currency, description, refund } = wanted;
    if (refund !== undefined) await requireStanding(connection, refund);
    const made = await stripeRequest(connection, {
      method: "POST",
      path: "/v1/invoiceitems",
      key,
      form: {
        customer,
        amount: smallestOf(wanted),
        currency: currency.toLowerCase(),
        description,
        ...markOf(effectId),
      },
    });
    return executedAs(made);
  },
  find: async ({ connection, effectId, input: { customer } }) => {
    const found = await findMarked(connection, "/v1/invoiceitems", { customer }, effectId);
    return found && executedAs(found);
  },
  verify: async ({ connection, input: wanted }, { result }) => {
    const found = await stripeRequest(connection, { method: "GET", path: `/v1/invoiceitems/${result.id}` });
    const { customer, description } = wanted;
    return (
      judgeObject(found, wanted, { customer, description }) ?? {
        state: "confirmed",
        reason: "The item waits for the customer's next invoice.",
        evidence: seen(found ?? {}),
      }
    );
  },
  reverse: ({ input: { amount, currency }, result, summary }) => ({
    action: "stripe.take-back",
    input: { kind: "invoice-item", id: String(result.id), amount, currency },
    summary: `Take back: ${summary}`,
  }),
});

async function requireStanding(connection: ConnectionInUse | null, refund: string): Promise<void> {
  const found = await stripeRequest(connection, { method: "GET", path: `/v1/refunds/${refund}` });
  const why = whyNotMadeGood(found);
  if (why !== null) throw new MendAction(why, "refund");
}
