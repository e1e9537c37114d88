import { z } from "zod";
import { referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { checkConnection } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, currencySchema, emptyLiteral, emptyText, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { plainLabel, summaryLine } from "../../words";

const REASONS = [
  { value: "requested_by_customer", label: "Asked for" },
  { value: "duplicate", label: "Paid twice" },
  { value: "fraudulent", label: "Fraud" },
] as const;

const config = z.strictObject({
  connectionId: setting(chosen("a Stripe connection"), {
    label: "Stripe account",
    widget: "connection",
    connector: "stripe",
  }),
  payment: setting(requiredValue("Payment"), {
    label: "Payment",
    help: "Its id in Stripe, like pi_… or ch_….",
    widget: "text-value",
  }),
  amount: setting(requiredValue("Amount"), { label: "Amount", widget: "value" }),
  currency: setting(currencySchema, {
    label: "Currency",
    help: "Has to be the payment's own.",
    widget: "currency",
  }),
  reason: setting(z.enum(["not-said", ...REASONS.map(({ value }) => value)]), {
    label: "Reason",
    help: "Kept in Stripe with the refund.",
    widget: "select",
    options: [{ value: "not-said", label: "Not said" }, ...REASONS],
  }),
});
export type StripeRefundConfig = z.infer<typeof config>;

export const stripeRefundDefinition = defineNode<StripeRefundConfig>({
  type: "stripe-refund",
  lane: "act",
  label: "Refund a payment in Stripe",
  description: "Give money back; the money guardrail applies.",
  icon: "undo",
  config,
  defaults: () => ({
    connectionId: "",
    payment: emptyText(),
    amount: emptyLiteral(),
    currency: "EUR",
    reason: "not-said",
  }),
  ports: () => EFFECT_PORTS,
  outputs: () => [
    { key: "id", label: "Id of the refund", type: "text" },
    { key: "status", label: "Status in Stripe", type: "text" },
    { key: "amount", label: "Amount", type: "money" },
    { key: "currency", label: "Currency", type: "text" },
    ...EFFECT_FIELDS,
  ],
  summary: ({ payment, amount, currency }) =>
    summaryLine(`${describeValue(amount, plainLabel)} ${currency} of ${describeValue(payment, plainLabel)}`),
  references: ({ payment, amount }) => [payment, amount].flatMap(referencesOfValue),
  check: ({ connectionId }, catalog) => checkConnection(catalog, connectionId, "stripe"),
  behaviour: "effect",
});
