import { z } from "zod";
import { referencesOfMapping, referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { mappingSchema } from "@/workflow/expressions/schema";
import { checkCollection, checkFields, recordOutputs } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, currencySchema, emptyLiteral, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { collectionName, plainLabel } from "../../words";

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), {
    label: "Ledger",
    help: "The collection in which the payment is entered.",
    widget: "collection",
  }),
  amount: setting(requiredValue("Amount"), { label: "Amount", widget: "value" }),
  currency: setting(currencySchema, { label: "Currency", widget: "currency" }),
  data: setting(mappingSchema, {
    label: "Further fields",
    help: "What else the entry says; amount and currency are there already.",
    widget: "mapping",
    collectionFrom: "collectionId",
  }),
});
export type MoveMoneyConfig = z.infer<typeof config>;

export const moveMoneyDefinition = defineNode<MoveMoneyConfig>({
  type: "move-money",
  lane: "act",
  label: "Move money",
  description: "Pay or credit an amount; the money guardrail applies.",
  icon: "banknote",
  config,
  defaults: () => ({ collectionId: "", amount: emptyLiteral(), currency: "EUR", data: [] }),
  ports: () => EFFECT_PORTS,
  outputs: ({ collectionId }, catalog) => [
    { key: "amount", label: "Amount", type: "money" },
    { key: "currency", label: "Currency", type: "text" },
    ...recordOutputs(catalog, collectionId),
    ...EFFECT_FIELDS,
  ],
  summary: ({ amount, currency, collectionId }, catalog) =>
    `${describeValue(amount, plainLabel)} ${currency} in ${collectionName(catalog, collectionId)}`,
  references: ({ amount, data }) => [...referencesOfValue(amount), ...referencesOfMapping(data)],
  check: ({ collectionId, data }, catalog) => [
    ...checkCollection(catalog, collectionId),
    ...checkFields(
      catalog,
      collectionId,
      data.map(({ field }) => field),
      "data",
    ),
  ],
  behaviour: "effect",
});
