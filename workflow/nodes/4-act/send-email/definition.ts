import { z } from "zod";
import { referencesOfValue } from "@/workflow/expressions/collect";
import { describeValue } from "@/workflow/expressions/describe";
import { checkConnection } from "../../checks";
import { defineNode } from "../../define";
import { EFFECT_FIELDS, EFFECT_PORTS } from "../../outcomes";
import { chosen, emptyText, requiredValue } from "../../settings";
import { setting } from "../../widgets";
import { plainLabel, summaryLine } from "../../words";

const config = z.strictObject({
  connectionId: setting(chosen("a mail connection"), {
    label: "Send with",
    widget: "connection",
    connector: "smtp",
  }),
  to: setting(requiredValue("To"), { label: "To", help: "One email address.", widget: "text-value" }),
  subject: setting(requiredValue("Subject"), { label: "Subject", widget: "text-value" }),
  text: setting(requiredValue("Text"), {
    label: "Text",
    help: "A chip without a value needs a fallback; otherwise the email is held.",
    widget: "text-value",
    lines: 8,
  }),
});
export type SendEmailConfig = z.infer<typeof config>;

export const sendEmailDefinition = defineNode<SendEmailConfig>({
  type: "send-email",
  lane: "act",
  label: "Send an email",
  description: "Write to somebody.",
  icon: "mail",
  config,
  defaults: () => ({ connectionId: "", to: emptyText(), subject: emptyText(), text: emptyText() }),
  ports: () => EFFECT_PORTS,
  outputs: () => [{ key: "messageId", label: "Message id", type: "text" }, ...EFFECT_FIELDS],
  summary: ({ to, subject }) =>
    summaryLine(`to ${describeValue(to, plainLabel)}: ${describeValue(subject, plainLabel)}`),
  references: ({ to, subject, text }) => [to, subject, text].flatMap(referencesOfValue),
  check: ({ connectionId }, catalog) => checkConnection(catalog, connectionId, "smtp"),
  behaviour: "effect",
});
