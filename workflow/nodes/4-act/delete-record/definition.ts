import { z } from "zod";
import { referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { checkCollection } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, emptyLiteral, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { collectionName, plainLabel } from "../../words";

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), { label: "Collection", widget: "collection" }),
  recordId: setting(requiredValue("Record"), {
    label: "Record",
    help: "The id of the record to delete, from a node that found or created it.",
    widget: "record-id",
    collectionFrom: "collectionId",
  }),
});
export type DeleteRecordConfig = z.infer<typeof config>;

export const deleteRecordDefinition = defineNode<DeleteRecordConfig>({
  type: "delete-record",
  lane: "act",
  label: "Delete a record",
  description: "Remove one record from a collection; it can be brought back.",
  icon: "file-x",
  config,
  defaults: () => ({ collectionId: "", recordId: emptyLiteral() }),
  ports: () => EFFECT_PORTS,
  outputs: () => EFFECT_FIELDS,
  summary: ({ collectionId, recordId }, catalog) =>
    `${describeValue(recordId, plainLabel)} from ${collectionName(catalog, collectionId)}`,
  references: ({ recordId }) => referencesOfValue(recordId),
  check: ({ collectionId }, catalog) => checkCollection(catalog, collectionId),
  behaviour: "effect",
});
