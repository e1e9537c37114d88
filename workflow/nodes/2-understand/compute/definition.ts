import { z } from "zod";
import { referencesOfMapping } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { mappingSchema, type Value } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import { defineNode, type FieldType } from "../../define";
import { setting } from "../../widgets";
import { humanise, plainLabel, summaryLine } from "../../words";

const NAME = /^[A-Za-z][A-Za-z0-9_-]{0,59}$/;

const config = z.strictObject({
  fields: setting(
    mappingSchema
      .min(1, "Add at least one field.")
      .refine(
        (fields) => fields.every(({ field }) => NAME.test(field)),
        "A field's name starts with a letter, then letters, digits, - and _.",
      )
      .refine(
        (fields) => new Set(fields.map(({ field }) => field)).size === fields.length,
        "Two fields have the same name: rename one.",
      ),
    { label: "Fields", help: "Named values for the nodes that follow.", widget: "mapping" },
  ),
});
export type ComputeConfig = z.infer<typeof config>;

export const computeDefinition = defineNode<ComputeConfig>({
  type: "compute",
  lane: "understand",
  label: "Set fields",
  description: "Put values together under names of your own.",
  icon: "variable",
  config,
  defaults: () => ({ fields: [] }),
  ports: () => [{ id: "done", label: "Done" }],
  outputs: ({ fields }) =>
    fields.map(({ field, value }) => ({ key: field, label: humanise(field), type: typeOf(value) })),
  summary: ({ fields }) =>
    summaryLine(
      joinWords(fields.map(({ field, value }) => `${humanise(field)} = ${describeValue(value, plainLabel)}`)),
    ),
  references: ({ fields }) => referencesOfMapping(fields),
  behaviour: "pure",
});

function typeOf(value: Value): FieldType {
  if (value.kind !== "literal") return "text";
  if (Array.isArray(value.value)) return "list";
  if (typeof value.value === "number") return "number";
  return typeof value.value === "boolean" ? "boolean" : "text";
}
