import { z } from "zod";
import { referencesOfMapping } from "@/workflow/expressions/collect";
import { mappingSchema } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import { checkCollection, checkFields, checkRequiredFields, recordOutputs } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen } from "../../settings";
import { setting } from "../../widgets";
import { collectionName, humanise } from "../../words";

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), { label: "Collection", widget: "collection" }),
  values: setting(mappingSchema.min(1, "Fill in at least one field."), {
    label: "Fields",
    help: "Optional fields without a value are left out.",
    widget: "mapping",
    collectionFrom: "collectionId",
  }),
});
export type CreateRecordConfig = z.infer<typeof config>;

export const createRecordDefinition = defineNode<CreateRecordConfig>({
  type: "create-record",
  lane: "act",
  label: "Create a record",
  description: "Add a record to a collection.",
  icon: "file-plus",
  config,
  defaults: () => ({ collectionId: "", values: [] }),
  ports: () => EFFECT_PORTS,
  outputs: ({ collectionId }, catalog) => [...recordOutputs(catalog, collectionId), ...EFFECT_FIELDS],
  summary: ({ collectionId, values }, catalog) =>
    `in ${collectionName(catalog, collectionId)} with ${joinWords(values.map(({ field }) => humanise(field)))}`,
  references: ({ values }) => referencesOfMapping(values),
  check: ({ collectionId, values }, catalog) => [
    ...checkCollection(catalog, collectionId),
    ...checkFields(
      catalog,
      collectionId,
      values.map(({ field }) => field),
      "values",
    ),
    ...checkRequiredFields(catalog, collectionId, values, "values"),
  ],
  behaviour: "effect",
});
