import { hmac, isSignedByOneOf } from "./compare";
import type { SignatureStyle } from "./style";

/**
 * `X-Hub-Signature-256: sha256=<hex>` over the body. No time is signed, so a copy is told apart only by
 * `X-GitHub-Delivery`: that id was there before and starts nothing.
 */
export const github: SignatureStyle = {
  isFromSender({ headers, rawBody }, secrets) {
    const [, given] = /^sha256=([0-9a-f]{64})$/.exec(headers["x-hub-signature-256"] ?? "") ?? [];
    return given !== undefined && isSignedByOneOf(secrets, [given], (secret) => hmac(secret, "hex", rawBody));
  },
  eventId: (headers) => headers["x-github-delivery"],
  refusal:
    "The signature in X-Hub-Signature-256 is missing or wrong. Enter the same secret here and in GitHub's webhook settings.",
  takesForms: true,
};
