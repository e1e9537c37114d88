import { z } from "zod";
import { checkCollection, checkFields, recordFields, recordOutputs } from "../../checks";
import { defineNode, type Field } from "../../define";
import { referencesOfFilters } from "../../filters";
import { chosen, filtersSchema } from "../../settings";
import { setting } from "../../widgets";
import { collectionName, describeFilters } from "../../words";

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), { label: "Collection", widget: "collection" }),
  filters: setting(filtersSchema, {
    label: "Find records where",
    help: "Records that match all of these; without any, the newest ones.",
    widget: "filters",
    collectionFrom: "collectionId",
  }),
  limit: setting(
    z
      .number("Fill in “At most”.")
      .int("“At most” is a whole number.")
      .min(1, "“At most” starts at 1.")
      .max(200, "“At most” ends at 200."),
    { label: "At most", help: "How many records to read, newest first; up to 200.", widget: "number" },
  ),
  totalField: setting(z.string().max(100), {
    label: "Add up",
    help: "A number field to total over the records read; leave empty for none.",
    widget: "field-of-collection",
    collectionFrom: "collectionId",
  }),
});
export type FindRecordsConfig = z.infer<typeof config>;

export const findRecordsDefinition = defineNode<FindRecordsConfig>({
  type: "find-records",
  lane: "understand",
  label: "Find records",
  description: "Count and total the records that match.",
  icon: "list-filter",
  config,
  defaults: () => ({ collectionId: "", filters: [], limit: 50, totalField: "" }),
  ports: () => [{ id: "done", label: "Done" }],
  outputs: ({ collectionId, totalField }, catalog) => {
    const fields = recordFields(catalog, collectionId);
    const summed = fields.find(({ key }) => key === totalField);
    const total: Field[] =
      totalField === ""
        ? []
        : [
            {
              key: "total",
              label: `Total of ${summed?.label ?? totalField}`,
              type: summed?.type ?? "number",
            },
          ];
    return [
      { key: "count", label: "How many match", type: "number" },
      ...total,
      { key: "records", label: "Records", type: "list", fields: recordOutputs(catalog, collectionId) },
      { key: "newest", label: "Newest record", type: "object", fields },
    ];
  },
  summary: ({ collectionId, filters }, catalog) =>
    `${collectionName(catalog, collectionId)} ${describeFilters(filters)}`.trim(),
  references: ({ filters }) => referencesOfFilters(filters),
  check: ({ collectionId, filters, totalField }, catalog) => [
    ...checkCollection(catalog, collectionId),
    ...checkFields(
      catalog,
      collectionId,
      filters.map(({ field }) => field),
      "filters",
    ),
    ...checkFields(catalog, collectionId, [totalField], "totalField"),
  ],
  behaviour: "pure",
});
