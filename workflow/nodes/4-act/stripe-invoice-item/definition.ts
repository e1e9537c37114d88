import { z } from "zod";
import { referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { checkConnection } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, currencySchema, emptyLiteral, emptyText, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { plainLabel, summaryLine } from "../../words";

const config = z.strictObject({
  connectionId: setting(chosen("a Stripe connection"), {
    label: "Stripe account",
    widget: "connection",
    connector: "stripe",
  }),
  customer: setting(requiredValue("Customer"), {
    label: "Customer",
    help: "The id in Stripe, like cus_….",
    widget: "text-value",
  }),
  amount: setting(requiredValue("Amount"), { label: "Amount", widget: "value" }),
  currency: setting(currencySchema, {
    label: "Currency",
    help: "The invoice will be in it.",
    widget: "currency",
  }),
  description: setting(requiredValue("Text"), { label: "Text on the invoice", widget: "text-value" }),
});
export type StripeInvoiceItemConfig = z.infer<typeof config>;

export const stripeInvoiceItemDefinition = defineNode<StripeInvoiceItemConfig>({
  type: "stripe-invoice-item",
  lane: "act",
  label: "Add an invoice item in Stripe",
  description: "Put an amount on the next invoice; the money guardrail applies.",
  icon: "receipt",
  config,
  defaults: () => ({
    connectionId: "",
    customer: emptyText(),
    amount: emptyLiteral(),
    currency: "EUR",
    description: emptyText(),
  }),
  ports: () => EFFECT_PORTS,
  outputs: () => [
    { key: "id", label: "Id of the item", type: "text" },
    { key: "amount", label: "Amount", type: "money" },
    { key: "currency", label: "Currency", type: "text" },
    ...EFFECT_FIELDS,
  ],
  summary: ({ customer, amount, currency }) =>
    summaryLine(`${describeValue(amount, plainLabel)} ${currency} to ${describeValue(customer, plainLabel)}`),
  references: ({ customer, amount, description }) =>
    [customer, amount, description].flatMap(referencesOfValue),
  check: ({ connectionId }, catalog) => checkConnection(catalog, connectionId, "stripe"),
  behaviour: "effect",
});
