import { hmac, isSignedByOneOf } from "./compare";
import type { SignatureStyle } from "./style";

/**
 * `X-Shopify-Hmac-Sha256: <base64>` over the body. No time is signed: a copy is told apart only by
 * `X-Shopify-Webhook-Id`.
 */
export const shopify: SignatureStyle = {
  isFromSender({ headers, rawBody }, secrets) {
    const given = headers["x-shopify-hmac-sha256"];
    return (
      given !== undefined && isSignedByOneOf(secrets, [given], (secret) => hmac(secret, "base64", rawBody))
    );
  },
  eventId: (headers) => headers["x-shopify-webhook-id"],
  refusal:
    "The signature in X-Shopify-Hmac-Sha256 is missing or wrong. Paste the secret that Shopify shows for its webhooks.",
};
