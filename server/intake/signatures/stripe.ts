import { hmac, isRecent, isSignedByOneOf } from "./compare";
import type { SignatureStyle } from "./style";

/** `Stripe-Signature: t=<seconds>,v1=<hex>[,v1=<hex>]` over `t.body`; the secret is taken as it is written. */
export const stripe: SignatureStyle = {
  isFromSender({ headers, rawBody }, secrets, now) {
    const parts = (headers["stripe-signature"] ?? "").split(",").map((part) => part.trim());
    const valuesOf = (name: string) =>
      parts.flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []));
    const [timestamp] = valuesOf("t");
    if (!isRecent(timestamp, now)) return false;
    return isSignedByOneOf(secrets, valuesOf("v1"), (secret) =>
      hmac(secret, "hex", `${timestamp}.`, rawBody),
    );
  },
  eventId: (_, { id }) => (typeof id === "string" ? id : undefined),
  refusal:
    "The signature in Stripe-Signature is missing, wrong or too old. Paste the signing secret that Stripe shows for this address.",
};
