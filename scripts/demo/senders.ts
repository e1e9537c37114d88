import { createHmac, randomUUID } from "node:crypto";

/** Sends a hosted form as a browser does. */
export function submitForm(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ ...fields, _submission: randomUUID() }),
  });
}

/** Sends a webhook, signed as the Standard Webhooks specification says. */
export function sendWebhook(
  url: string,
  secret: string,
  message: { id: string; body: object },
): Promise<Response> {
  const body = JSON.stringify(message.body);
  const timestamp = Math.floor(Date.now() / 1_000);
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${message.id}.${timestamp}.${body}`).digest("base64");
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "webhook-id": message.id,
      "webhook-timestamp": String(timestamp),
      "webhook-signature": `v1,${signature}`,
    },
    body,
  });
}

type Mail = { id: string; to: string[]; subject: string };

/** What arrived in the local mailbox for an address, newest first. */
export async function mailFor(mailbox: string, address: string): Promise<Mail[]> {
  const response = await fetch(`${mailbox}/messages?to=${encodeURIComponent(address)}`);
  return (await response.json()) as Mail[];
}
