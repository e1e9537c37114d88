import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** How far a sender's clock may be off, in seconds. */
const TOLERANCE_SECONDS = 300;

/** Request headers by lower-case name. */
export type Headers = { readonly [name: string]: string | undefined };

/**
 * Whether a request was made by somebody who knows the secret: signed as Standard Webhooks says
 * (`webhook-id`, `webhook-timestamp`, `webhook-signature: v1,<base64>`), or, for senders that cannot sign,
 * carrying the secret itself as `x-handoff-secret`. No secret means no: it fails closed.
 * @param now seconds since 1970
 */
export function isFromSender(
  request: { headers: Headers; rawBody: Buffer },
  secrets: readonly string[],
  now: number,
): boolean {
  const { headers, rawBody } = request;
  const usable = secrets.filter((secret) => secret.length > 0);
  const shared = headers["x-handoff-secret"];
  if (shared !== undefined) return usable.some((secret) => sameText(shared, secret));

  const id = headers["webhook-id"];
  const timestamp = headers["webhook-timestamp"];
  const signatures = headers["webhook-signature"];
  if (!id || !timestamp || !signatures || !/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(now - Number(timestamp)) > TOLERANCE_SECONDS) return false;
  const given = signatures
    .split(" ")
    .filter((each) => each.startsWith("v1,"))
    .map((each) => each.slice(3));
  return usable.some((secret) => {
    const expected = sign({ id, timestamp, rawBody }, secret);
    return given.some((signature) => sameText(signature, expected));
  });
}

/** The signature that a sender puts after `v1,`: HMAC-SHA256 over `id.timestamp.body`, in base64. */
export function sign(
  message: { id: string; timestamp: string; rawBody: Buffer | string },
  secret: string,
): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return createHmac("sha256", key)
    .update(`${message.id}.${message.timestamp}.`)
    .update(message.rawBody)
    .digest("base64");
}

/** Compared by digest, so that neither content nor length shows in the time it takes. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(createHash("sha256").update(a).digest(), createHash("sha256").update(b).digest());
}
