import { createHmac } from "node:crypto";
import { openRow, readConnection } from "@/server/connections/open-connection";
import { MendAction } from "@/server/connectors/failures";
import { send } from "@/server/connectors/http/send";
import { redact } from "@/server/connectors/redact";
import { sendEmail } from "@/server/connectors/smtp/send-email";
import { inOrganizationFast } from "@/server/db/in-organization";
import { onBehalfOf } from "@/server/guardrails/hosts/on-behalf-of";
import { standardKey } from "@/server/intake/signatures/standard-webhooks";

export type AlertMessage = {
  id: string;
  phase: "opened" | "closed" | "test";
  incidentId: string | null;
  channel: "email" | "webhook";
  recipient: string;
  subject: string;
  text: string;
  createdAt: Date;
};

/** Where an organization's alerts go just now. */
export type Target = {
  organizationId: string;
  mailConnectionId: string | null;
  /** `key`: "whsec_…" */
  webhook: { url: string; key: string; inside: boolean } | null;
};

/** Sends one alert. @throws an error whose message says in words why it did not arrive */
export function sendAlert(alert: AlertMessage, target: Target): Promise<void> {
  return onBehalfOf(target.organizationId, () =>
    alert.channel === "email" ? sendByEmail(alert, target) : sendToWebhook(alert, target),
  );
}

async function sendByEmail({ id, recipient, subject, text }: AlertMessage, target: Target): Promise<void> {
  const { organizationId, mailConnectionId } = target;
  const row = await inOrganizationFast(organizationId, (tx) =>
    readConnection(tx, { connectionId: mailConnectionId, connectorId: "smtp" }),
  );
  const connection = openRow(organizationId, row);
  const input = { to: recipient, subject: `Handoff: ${subject}`, text };
  if (!sendEmail.execute) throw new Error("Email is sent by a call to a mail server.");
  try {
    // The id makes the message's own: a mail program that gets it twice can tell.
    await sendEmail.execute({
      organizationId,
      effectId: id,
      key: `alert:${id}`,
      input,
      before: null,
      connection,
      kept: null,
      keep: () => undefined,
    });
  } catch (error) {
    throw new Error(
      redact(error instanceof Error ? error.message : "It could not be sent.", connection.secret),
    );
  }
}

/** Signed by https://www.standardwebhooks.com; the id stays the same however often it is sent. */
async function sendToWebhook(alert: AlertMessage, { webhook }: Target): Promise<void> {
  const key = webhook && standardKey(webhook.key);
  if (!webhook || !key) throw new MendAction("No webhook is set for alerts any more.");
  const { id, phase, incidentId, subject, text, createdAt } = alert;
  const data = { incidentId, title: subject, text };
  const body = JSON.stringify({ type: `incident.${phase}`, timestamp: createdAt.toISOString(), data });
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  const url = new URL(webhook.url);
  await send({
    url,
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": id,
      "webhook-timestamp": timestamp,
      "webhook-signature": `v1,${signature}`,
    },
    body,
    allowed: webhook.inside ? [url.hostname] : [],
    repeatable: true,
  }).catch((error: unknown) => {
    if (!(error instanceof MendAction) || error.field !== "baseUrl") throw error;
    throw new MendAction(
      `${url.host} leads to an address inside this network. If it is meant to be, say so in Settings, Alerts.`,
    );
  });
}
