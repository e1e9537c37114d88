import { z } from "zod";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import { type CallingOff, type Done, defineAction, type RemoteCall, type Reversal } from "../define";
import { findMarked, markOf } from "./look-up";
import { amountOf, executedAs, judgeObject, moneyShape, requireCurrency, smallestOf } from "./money";
import { mayBeCanceled, standingOf } from "./refund-standing";
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
    return judgeObject(found, wanted, about(wanted)) ?? standingOf(found ?? {});
  },
  callOff: cancelOf,
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

function chargeAgain({ input: { amount, currency, payment }, result, summary }: Done<Input>): Reversal {
  return {
    action: "stripe.invoice-item",
    input: {
      customer: String(result.customer),
      amount,
      currency,
      refund: String(result.id),
      description: `Correction: ${amount} ${currency} were given back by mistake (${payment})`,
    },
    summary: `Charge again: ${summary}`,
    editable: [{ key: "description", label: "Text on the invoice" }],
  };
}

/** Stripe cancels a refund only while it waits for the customer; what it last said of that stands in the evidence. */
function cancelOf({ input: { amount, currency }, result, summary, evidence }: Done<Input>): CallingOff {
  const { readBack = null } = evidence ?? {};
  if (!isJsonObject(readBack) || !mayBeCanceled(readBack)) {
    return {
      refusal:
        "The money is under way, and Stripe does not call it back. Once it has arrived, the same amount can be put on the customer's next invoice.",
    };
  }
  return {
    why: "The refund still waits for the customer, so it is canceled at Stripe: no money goes out.",
    reversal: {
      action: "stripe.take-back",
      input: { kind: "refund", id: String(result.id), amount, currency },
      summary: `Cancel: ${summary}`,
    },
  };
}
