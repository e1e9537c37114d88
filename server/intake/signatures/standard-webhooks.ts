import { hmac, isRecent, isSignedByOneOf } from "./compare";
import { sharedSecret } from "./shared-secret";
import type { SignatureStyle } from "./style";

/** A shorter key can be guessed, and text that is no base64 would make an empty one. */
const SHORTEST_KEY_BYTES = 16;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

const plain = sharedSecret("x-handoff-secret");

/**
 * https://www.standardwebhooks.com: `webhook-id`, `webhook-timestamp` and `webhook-signature: v1,<base64>`, several
 * of them apart by spaces. A sender that cannot sign may carry the secret itself as `x-handoff-secret`.
 */
export const standardWebhooks: SignatureStyle = {
  isFromSender(request, secrets, now) {
    const { headers, rawBody } = request;
    if (headers["x-handoff-secret"] !== undefined) return plain.isFromSender(request, secrets, now);
    const id = headers["webhook-id"];
    const timestamp = headers["webhook-timestamp"];
    if (!id || !isRecent(timestamp, now)) return false;
    const given = (headers["webhook-signature"] ?? "")
      .split(" ")
      .flatMap((each) => (each.startsWith("v1,") ? [each.slice(3)] : []));
    return isSignedByOneOf(secrets, given, (secret) => {
      const key = standardKey(secret);
      return key && hmac(key, "base64", `${id}.${timestamp}.`, rawBody);
    });
  },
  eventId: (headers) => headers["webhook-id"],
  refusal: "The signature is missing, wrong or too old. Sign the exact body with this webhook's secret.",
};

/** The bytes that a secret of this style stands for; null when it is none. */
export function standardKey(secret: string): Buffer | null {
  const text = secret.replace(/^whsec_/, "");
  if (!BASE64.test(text)) return null;
  const key = Buffer.from(text, "base64");
  return key.length < SHORTEST_KEY_BYTES ? null : key;
}
