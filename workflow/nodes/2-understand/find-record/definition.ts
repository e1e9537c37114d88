import { z } from "zod";
import { checkCollection, checkFields, recordOutputs } from "../../checks";
import { defineNode } from "../../define";
import { referencesOfFilters } from "../../filters";
import { chosen, filtersSchema } from "../../settings";
import { setting } from "../../widgets";
import { collectionName, describeFilters } from "../../words";

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), { label: "Collection", widget: "collection" }),
  filters: setting(filtersSchema.min(1, "Add a filter that says which record to find."), {
    label: "Find the record where",
    help: "The newest record that matches all of these.",
    widget: "filters",
    collectionFrom: "collectionId",
  }),
});
export type FindRecordConfig = z.infer<typeof config>;

export const findRecordDefinition = defineNode<FindRecordConfig>({
  type: "find-record",
  lane: "understand",
  label: "Find a record",
  description: "Look up one record of a collection.",
  icon: "search",
  config,
  defaults: () => ({ collectionId: "", filters: [] }),
  ports: () => [
    { id: "found", label: "Found" },
    { id: "not-found", label: "Not found" },
  ],
  outputs: ({ collectionId }, catalog) => recordOutputs(catalog, collectionId),
  summary: ({ collectionId, filters }, catalog) =>
    `${collectionName(catalog, collectionId)} ${describeFilters(filters)}`.trim(),
  references: ({ filters }) => referencesOfFilters(filters),
  check: ({ collectionId, filters }, catalog) => [
    ...checkCollection(catalog, collectionId),
    ...checkFields(
      catalog,
      collectionId,
      filters.map(({ field }) => field),
      "filters",
    ),
  ],
  behaviour: "pure",
});
