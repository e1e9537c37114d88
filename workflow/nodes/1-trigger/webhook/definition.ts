import { z } from "zod";
import { joinWords } from "@/workflow/expressions/words";
import { defineNode } from "../../define";
import { asFields, checkOwnField, inputFieldsSchema } from "../../settings";
import { TRIGGERED } from "../../trigger-output";
import { setting } from "../../widgets";
import { humanise } from "../../words";

const config = z.strictObject({
  fields: setting(inputFieldsSchema, {
    label: "Expected fields",
    help: "What the sender's message carries; later nodes can use these.",
    widget: "form-fields",
  }),
  idField: setting(z.string().max(60), {
    label: "Event id",
    help: "The field that tells two events apart. Without it and without an id header, each request counts as a new event.",
    widget: "own-field",
    fieldsFrom: "fields",
  }),
  subjectField: setting(z.string().max(60), {
    label: "Subject",
    help: "The field that says who or what a run is about; lists show it.",
    widget: "own-field",
    fieldsFrom: "fields",
  }),
});
export type WebhookConfig = z.infer<typeof config>;

export const webhookDefinition = defineNode<WebhookConfig>({
  type: "webhook",
  lane: "trigger",
  label: "Webhook",
  description: "Another system sends a signed message.",
  icon: "webhook",
  config,
  defaults: () => ({ fields: [], idField: "", subjectField: "" }),
  ports: () => [{ id: TRIGGERED, label: "Received" }],
  outputs: ({ fields }) => asFields(fields),
  outputIsOpen: true,
  summary: ({ fields }) =>
    fields.length === 0
      ? "any signed message"
      : `a message with ${joinWords(fields.slice(0, 4).map(({ key }) => humanise(key)))}${fields.length > 4 ? " and more" : ""}`,
  references: () => [],
  check: ({ fields, idField, subjectField }) => [
    ...checkOwnField(fields, idField, "idField", "Event id"),
    ...checkOwnField(fields, subjectField, "subjectField", "Subject"),
  ],
  behaviour: "trigger",
});
