import { z } from "zod";
import { checkCollection, checkFields, recordOutputs } from "../../checks";
import { defineNode } from "../../define";
import { referencesOfFilters } from "../../filters";
import { LONGEST_LOOK_MS } from "../../look-again";
import { chosen, durationSchema, filtersSchema, UNIT_MS } from "../../settings";
import { setting } from "../../widgets";
import { collectionName, describeFilters } from "../../words";

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), { label: "Collection", widget: "collection" }),
  filters: setting(filtersSchema.min(1, "Add a filter that says which record to read."), {
    label: "Read the record where",
    help: "The newest record that matches all of these.",
    widget: "filters",
    collectionFrom: "collectionId",
  }),
  expected: setting(filtersSchema.min(1, "Say what must stand in the record."), {
    label: "What must stand there",
    widget: "filters",
    collectionFrom: "collectionId",
  }),
  patience: setting(z.enum(["once", "until"]), {
    label: "If it is not so yet",
    widget: "select",
    options: [
      { value: "once", label: "look once" },
      { value: "until", label: "look again for a while" },
    ],
  }),
  within: setting(
    durationSchema.refine(
      ({ amount, unit }) => !(amount * UNIT_MS[unit] > LONGEST_LOOK_MS),
      "Look again for at most 30 days.",
    ),
    {
      label: "For at most",
      help: "Often at first, then ever less often.",
      widget: "duration",
      showIf: { key: "patience", is: "until" },
    },
  ),
});
export type ReadBackConfig = z.infer<typeof config>;

export const readBackDefinition = defineNode<ReadBackConfig>({
  type: "read-back",
  lane: "verify",
  label: "Read a record back",
  description: "See whether a record is as it was meant, and look again until it is.",
  icon: "scan-search",
  config,
  defaults: () => ({
    collectionId: "",
    filters: [],
    expected: [],
    patience: "until",
    within: { amount: 10, unit: "minutes" },
  }),
  ports: () => [
    { id: "as-meant", label: "As meant" },
    { id: "mismatch", label: "Different" },
    { id: "not-found", label: "Missing" },
  ],
  outputs: ({ collectionId }, catalog) => [
    ...recordOutputs(catalog, collectionId),
    { key: "asMeant", label: "As meant", type: "boolean" },
    { key: "reason", label: "Reason", type: "text" },
  ],
  summary: ({ collectionId, expected }, catalog) =>
    `${collectionName(catalog, collectionId)} ${describeFilters(expected)}`.trim(),
  references: ({ filters, expected }) => referencesOfFilters([...filters, ...expected]),
  check: ({ collectionId, filters, expected }, catalog) => {
    const fieldsOf = (of: typeof filters) => of.map(({ field }) => field);
    return [
      ...checkCollection(catalog, collectionId),
      ...checkFields(catalog, collectionId, fieldsOf(filters), "filters"),
      ...checkFields(catalog, collectionId, fieldsOf(expected), "expected"),
    ];
  },
  behaviour: "wait",
});
