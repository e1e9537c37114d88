import { createHmac } from "node:crypto";

/** What a sender puts after `v1,`, as Standard Webhooks say; written apart from the code that checks it. */
export function sign(
  message: { id: string; timestamp: string; rawBody: Buffer | string },
  secret: string,
): string {
  return createHmac("sha256", Buffer.from(secret.replace(/^whsec_/, ""), "base64"))
    .update(`${message.id}.${message.timestamp}.`)
    .update(message.rawBody)
    .digest("base64");
}
