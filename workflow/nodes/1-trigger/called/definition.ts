import { z } from "zod";
import { defineNode } from "../../define";
import { asFields, checkOwnField, inputFieldsSchema } from "../../settings";
import { TRIGGERED } from "../../trigger-output";
import { setting } from "../../widgets";
import { counted } from "../../words";

const config = z.strictObject({
  fields: setting(inputFieldsSchema, {
    label: "What it is given",
    help: "The workflow that starts this one fills these in; later nodes can use them.",
    widget: "form-fields",
  }),
  subjectField: setting(z.string().max(60), {
    label: "Subject",
    help: "The field that says who or what a run is about; lists show it.",
    widget: "own-field",
    fieldsFrom: "fields",
  }),
});
export type CalledConfig = z.infer<typeof config>;

export const calledDefinition = defineNode<CalledConfig>({
  type: "called",
  lane: "trigger",
  label: "Started by another workflow",
  description: "Another workflow starts this one, and may wait for its end.",
  icon: "log-in",
  config,
  defaults: () => ({ fields: [], subjectField: "" }),
  ports: () => [{ id: TRIGGERED, label: "Started" }],
  outputs: ({ fields }) => asFields(fields),
  summary: ({ fields }) =>
    fields.length === 0 ? "without any fields" : `with ${counted(fields.length, "field")}`,
  references: () => [],
  check: ({ fields, subjectField }) => checkOwnField(fields, subjectField, "subjectField", "Subject"),
  atMostOnce: true,
  behaviour: "trigger",
});
