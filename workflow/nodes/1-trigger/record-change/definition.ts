import { z } from "zod";
import { referencesOfCondition } from "@/workflow/expressions/collect";
import { describeCondition } from "@/workflow/expressions/describe";
import { conditionSchema } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import { checkCollection, checkFields, recordFields, recordOutputs } from "../../checks";
import { type ConfigProblem, defineNode } from "../../define";
import { chosen, hasRule } from "../../settings";
import { TRIGGERED } from "../../trigger-output";
import { setting } from "../../widgets";
import { collectionName, humanise, plainLabel, summaryLine } from "../../words";

const config = z.strictObject({
  collectionId: setting(chosen("a collection"), { label: "Collection", widget: "collection" }),
  created: setting(z.boolean(), { label: "When a record is created", widget: "switch" }),
  updated: setting(z.boolean(), { label: "When a record is changed", widget: "switch" }),
  deleted: setting(z.boolean(), { label: "When a record is deleted", widget: "switch" }),
  fields: setting(z.array(z.string().min(1).max(100)).max(100), {
    label: "Only when one of these fields changed",
    help: "None chosen: any field. Counts for changed records.",
    widget: "fields-of-collection",
    collectionFrom: "collectionId",
    showIf: { key: "updated", is: true },
  }),
  when: setting(conditionSchema.optional(), {
    label: "Only when this becomes true",
    help: "It was not so before and is so now. For a deleted record: it was so.",
    widget: "condition",
  }),
  onOwnChanges: setting(z.boolean(), {
    label: "Also after changes by this workflow",
    help: "Otherwise it never starts itself.",
    widget: "switch",
  }),
  onReversals: setting(z.boolean(), {
    label: "Also when a change is taken back",
    help: "From the audit log.",
    widget: "switch",
  }),
});
export type RecordChangeConfig = z.infer<typeof config>;

const KINDS = ["created", "updated", "deleted"] as const;
const KIND_WORDS = { created: "created", updated: "changed", deleted: "deleted" };

export const recordChangeDefinition = defineNode<RecordChangeConfig>({
  type: "record-change",
  lane: "trigger",
  label: "Record change",
  description: "A record of a collection is created, changed or deleted.",
  icon: "database-zap",
  config,
  defaults: () => ({
    collectionId: "",
    created: false,
    updated: true,
    deleted: false,
    fields: [],
    onOwnChanges: false,
    onReversals: false,
  }),
  ports: () => [{ id: TRIGGERED, label: "Changed" }],
  outputs: ({ collectionId }, catalog) => [
    ...recordOutputs(catalog, collectionId),
    { key: "title", label: "Title", type: "text" },
    { key: "change", label: "Change", type: "choice", options: [...KINDS] },
    { key: "before", label: "Before", type: "object", fields: recordFields(catalog, collectionId) },
    { key: "changed", label: "Changed fields", type: "list" },
  ],
  summary: ({ collectionId, fields, when, ...kinds }, catalog) => {
    const words = joinWords(KINDS.filter((kind) => kinds[kind]).map((kind) => KIND_WORDS[kind]));
    const of = kinds.updated && fields.length > 0 ? ` (${joinWords(fields.map(humanise))})` : "";
    const becomes = when && hasRule(when) ? `, and then ${describeCondition(when, plainLabel)}` : "";
    return summaryLine(`${collectionName(catalog, collectionId)} ${words || "never"}${of}${becomes}`);
  },
  references: ({ when }) => (when ? referencesOfCondition(when) : []),
  check: (settings, catalog) => [
    ...checkCollection(catalog, settings.collectionId),
    ...checkKinds(settings),
    ...checkFields(catalog, settings.collectionId, settings.fields, "fields"),
    ...checkWhen(settings),
  ],
  behaviour: "trigger",
});

function checkKinds(settings: RecordChangeConfig): ConfigProblem[] {
  if (KINDS.some((kind) => settings[kind])) return [];
  return [{ path: ["updated"], message: "Choose what starts it: a record is created, changed or deleted." }];
}

/** It is decided while the record is written, when nothing else is known. */
function checkWhen({ when }: RecordChangeConfig): ConfigProblem[] {
  const foreign = (when ? referencesOfCondition(when) : []).filter(({ from }) => from !== "event");
  if (foreign.length === 0) return [];
  const names = joinWords(foreign.map((reference) => `“${plainLabel(reference)}”`));
  return [
    {
      path: ["when"],
      message: `“Only when this becomes true” can use the record's own fields alone. Remove ${names}.`,
    },
  ];
}
