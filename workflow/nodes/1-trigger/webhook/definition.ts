import { z } from "zod";
import { joinWords } from "@/workflow/expressions/words";
import { defineNode } from "../../define";
import { asFields, checkOwnField, inputFieldsSchema } from "../../settings";
import { TRIGGERED } from "../../trigger-output";
import { setting } from "../../widgets";
import { humanise } from "../../words";
import { DEFAULT_SECRET_HEADER, SECRET_HEADER, SIGNATURE_STYLES, signatureStyleNames } from "./signed-by";

const config = z.strictObject({
  fields: setting(inputFieldsSchema, {
    label: "Expected fields",
    help: "What the sender's message carries; later nodes can use these.",
    widget: "form-fields",
  }),
  signedBy: setting(z.enum(signatureStyleNames).default("standard-webhooks"), {
    label: "Sender",
    help: "Each sender proves in its own way that a message is its own. Not in the list? Most others sign as Standard Webhooks; choose a secret in a header for one that cannot sign. After publishing, paste the sender's secret under the link button.",
    widget: "select",
    options: SIGNATURE_STYLES,
  }),
  secretHeader: setting(
    z
      .string()
      .regex(SECRET_HEADER, "A header's name has letters, digits and dashes, like x-api-key.")
      .default(DEFAULT_SECRET_HEADER),
    {
      label: "Header",
      help: "The header in which the sender puts the secret.",
      widget: "text",
      showIf: { key: "signedBy", is: "shared-secret" },
    },
  ),
  idField: setting(z.string().max(60), {
    label: "Event id",
    help: "The field that tells two events apart, where the sender's own id is not the one to go by. Without either, each request counts as a new event.",
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
  defaults: () => ({
    fields: [],
    signedBy: "standard-webhooks",
    secretHeader: DEFAULT_SECRET_HEADER,
    idField: "",
    subjectField: "",
  }),
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
