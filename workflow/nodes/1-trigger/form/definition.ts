import { z } from "zod";
import { defineNode } from "../../define";
import { asFields, checkOwnField, inputFieldsSchema, requiredText } from "../../settings";
import { TRIGGERED } from "../../trigger-output";
import { setting } from "../../widgets";
import { counted } from "../../words";

const config = z.strictObject({
  title: setting(requiredText("Title"), { label: "Title", widget: "text" }),
  intro: setting(z.string().max(2000, "Keep the introduction to at most 2000 characters."), {
    label: "Introduction",
    help: "Shown above the fields.",
    widget: "textarea",
  }),
  fields: setting(inputFieldsSchema.min(1, "Add at least one field to the form."), {
    label: "Fields",
    widget: "form-fields",
  }),
  thanks: setting(z.string().max(2000, "Keep the thanks to at most 2000 characters."), {
    label: "Thanks",
    help: "Shown once the form has been sent.",
    widget: "textarea",
  }),
  subjectField: setting(z.string().max(60), {
    label: "Subject",
    help: "The field that says who or what a run is about; lists show it.",
    widget: "own-field",
    fieldsFrom: "fields",
  }),
});
export type FormConfig = z.infer<typeof config>;

export const formDefinition = defineNode<FormConfig>({
  type: "form",
  lane: "trigger",
  label: "Form",
  description: "Somebody fills in a hosted form.",
  icon: "clipboard-list",
  config,
  defaults: () => ({
    title: "",
    intro: "",
    fields: [],
    thanks: "Thank you. We have received it and will be in touch.",
    subjectField: "",
  }),
  ports: () => [{ id: TRIGGERED, label: "Submitted" }],
  outputs: ({ fields }) => asFields(fields),
  summary: ({ title, fields }) => `“${title}” with ${counted(fields.length, "field")}`,
  references: () => [],
  check: ({ fields, subjectField }) => checkOwnField(fields, subjectField, "subjectField", "Subject"),
  behaviour: "trigger",
});
