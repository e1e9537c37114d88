import { z } from "zod";
import { referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { valueSchema } from "@/workflow/expressions/schema";
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
  invoice: setting(requiredValue("Invoice"), {
    label: "Invoice",
    help: "Its id in Stripe, like in_…. Once it is paid, the amount goes to the customer's balance.",
    widget: "text-value",
  }),
  amount: setting(requiredValue("Amount"), { label: "Amount", widget: "value" }),
  currency: setting(currencySchema, {
    label: "Currency",
    help: "Has to be the invoice's own.",
    widget: "currency",
  }),
  memo: setting(valueSchema, {
    label: "Note",
    help: "Stands on the credit note.",
    widget: "text-value",
    lines: 3,
  }),
});
export type StripeCreditNoteConfig = z.infer<typeof config>;

export const stripeCreditNoteDefinition = defineNode<StripeCreditNoteConfig>({
  type: "stripe-credit-note",
  lane: "act",
  label: "Create a credit note in Stripe",
  description: "Lower an invoice; the money guardrail applies.",
  icon: "receipt",
  config,
  defaults: () => ({
    connectionId: "",
    invoice: emptyText(),
    amount: emptyLiteral(),
    currency: "EUR",
    memo: emptyText(),
  }),
  ports: () => EFFECT_PORTS,
  outputs: () => [
    { key: "id", label: "Id of the credit note", type: "text" },
    { key: "status", label: "Status in Stripe", type: "text" },
    { key: "amount", label: "Amount", type: "money" },
    { key: "currency", label: "Currency", type: "text" },
    ...EFFECT_FIELDS,
  ],
  summary: ({ invoice, amount, currency }) =>
    summaryLine(`${describeValue(amount, plainLabel)} ${currency} off ${describeValue(invoice, plainLabel)}`),
  references: ({ invoice, amount, memo }) => [invoice, amount, memo].flatMap(referencesOfValue),
  check: ({ connectionId }, catalog) => checkConnection(catalog, connectionId, "stripe"),
  behaviour: "effect",
});
