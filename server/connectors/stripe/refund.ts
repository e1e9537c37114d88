import { z } from "zod";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import { type Done, defineAction, type RemoteCall, type Reversal, type Verification } from "../define";
import { findMarked, markOf } from "./look-up";
import { amountOf, executedAs, judgeObject, moneyShape, requireCurrency, seen, smallestOf } from "./money";
import { readObject, stripeRequest } from "./request";

const input = z.strictObject({
  payment: z
    .string()
    .regex(/^(pi|ch|py)_[A-Za-z0-9_]{4,100}$/, "Name the payment by its id in Stripe, like pi_… or ch_…."),
  ...moneyShape,
  reason: z.enum(["duplicate", "fraudulent", "requested_by_customer"]).optional(),
});
type Input = z.infer<typeof input>;

export const refund = defineAction({
  id: "stripe.refund",
  label: "Refund a payment in Stripe",
  connector: "stripe",
  effect: "money",
  // Banks take up to ten working days.
  mostHoursPending: 14 * 24,
  retry: "search-first",
  reversal: {
    kind: "compensate",
    why: "Money that was given back cannot be called back. The same amount can be put on the customer's next invoice.",
  },
  input,
  amountOf,
  subject: ({ input: { payment } }) => ({ kind: "payment", id: payment, name: payment }),
  execute: async (call) => {
    const { connection, key, effectId, input: wanted } = call;
    const amount = smallestOf(wanted);
    const payment = await readPayment(call);
    requireCurrency("The payment", payment, wanted);
    const made = await stripeRequest(connection, {
      method: "POST",
      path: "/v1/refunds",
      key,
      form: {
        ...about(wanted),
        amount,
        ...(wanted.reason ? { reason: wanted.reason } : {}),
        ...markOf(effectId),
      },
    });
    return executedAs(made, { customer: customerOf(payment) });
  },
  find: async (call) => {
    const { connection, effectId, input: wanted } = call;
    const found = await findMarked(connection, "/v1/refunds", about(wanted), effectId);
    return found && executedAs(found, { customer: customerOf(await readPayment(call)) });
  },
  verify: async ({ connection, input: wanted }, { result }) => {
    const found = await stripeRequest(connection, { method: "GET", path: `/v1/refunds/${result.id}` });
    return judgeObject(found, wanted, about(wanted)) ?? standing(found ?? {});
  },
  irreversible: async (_tx, { result }) =>
    typeof result.customer === "string"
      ? null
      : "Money that was given back cannot be called back, and this payment has no customer in Stripe who could be invoiced.",
  reverse: chargeAgain,
});

function about({ payment }: Input): { [name: string]: string } {
  return payment.startsWith("pi_") ? { payment_intent: payment } : { charge: payment };
}

function readPayment({ connection, input: { payment } }: RemoteCall<Input>): Promise<JsonObject> {
  const path = payment.startsWith("pi_") ? `/v1/payment_intents/${payment}` : `/v1/charges/${payment}`;
  const sentence = `Stripe has no payment “${payment}”.`;
  return readObject(connection, path, { field: "payment", sentence });
}

function customerOf({ customer }: JsonObject): string | null {
  if (typeof customer === "string") return customer;
  return isJsonObject(customer ?? null) ? String((customer as JsonObject).id) : null;
}

/** How a refund that is as it was meant to be has ended, if it has. */
function standing(found: JsonObject): Verification {
  const evidence = seen(found);
  switch (found.status) {
    case "succeeded":
      return { state: "confirmed", reason: "Stripe has given the money back.", evidence };
    case "pending":
    case "requires_action":
      return { state: "pending", reason: "Stripe has taken it; the money is under way.", evidence };
    case "failed":
    case "canceled": {
      const why = typeof found.failure_reason === "string" ? ` (${found.failure_reason.slice(0, 80)})` : "";
      const reason = `Stripe says it ${found.status === "failed" ? "failed" : "was canceled"}${why}: the money did not arrive.`;
      return { state: "missing", reason, evidence };
    }
    default:
      return { state: "mismatch", reason: "Stripe does not say how it stands.", evidence };
  }
}

function chargeAgain({ input: { amount, currency, payment }, result, summary }: Done<Input>): Reversal {
  return {
    action: "stripe.invoice-item",
    input: {
      customer: String(result.customer),
      amount,
      currency,
      description: `Correction: ${amount} ${currency} were given back by mistake (${payment})`,
    },
    summary: `Charge again: ${summary}`,
    editable: [{ key: "description", label: "Text on the invoice" }],
  };
}
