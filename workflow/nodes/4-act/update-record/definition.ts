import { z } from "zod";
import { referencesOfMapping, referencesOfValue } from "@/workflow/expressions/collect";
import { mappingSchema, referenceSchema } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import { checkCollection, checkFields, recordOutputs } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, emptyLiteral, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { collectionName, humanise } from "../../words";

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), { label: "Collection", widget: "collection" }),
  recordId: setting(requiredValue("Record"), {
    label: "Record",
    help: "The id of the record to change, from a node that found or created it.",
    widget: "record-id",
    collectionFrom: "collectionId",
  }),
  changes: setting(mappingSchema.min(1, "Choose at least one field to change."), {
    label: "Changes",
    widget: "mapping",
    collectionFrom: "collectionId",
  }),
  expectedVersion: setting(referenceSchema.optional(), {
    label: "Only if unchanged since",
    help: "The version of the record that was read; if it has changed since, nothing is overwritten.",
    widget: "reference",
  }),
});
export type UpdateRecordConfig = z.infer<typeof config>;

export const updateRecordDefinition = defineNode<UpdateRecordConfig>({
  type: "update-record",
  lane: "act",
  label: "Update a record",
  description: "Change fields of one record.",
  icon: "file-pen",
  config,
  defaults: () => ({ collectionId: "", recordId: emptyLiteral(), changes: [] }),
  ports: () => EFFECT_PORTS,
  outputs: ({ collectionId }, catalog) => [...recordOutputs(catalog, collectionId), ...EFFECT_FIELDS],
  summary: ({ collectionId, changes }, catalog) =>
    `${joinWords(changes.map(({ field }) => humanise(field)))} in ${collectionName(catalog, collectionId)}`,
  references: ({ recordId, changes, expectedVersion }) => [
    ...referencesOfValue(recordId),
    ...referencesOfMapping(changes),
    ...(expectedVersion ? [expectedVersion] : []),
  ],
  check: ({ collectionId, changes }, catalog) => [
    ...checkCollection(catalog, collectionId),
    ...checkFields(
      catalog,
      collectionId,
      changes.map(({ field }) => field),
      "changes",
    ),
  ],
  behaviour: "effect",
});
