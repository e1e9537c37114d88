import { sameText } from "./compare";
import type { SignatureStyle } from "./style";

/**
 * For senders that cannot sign: the secret itself in a header, alone or as `Bearer …`. It proves who sends, not
 * that the body is unchanged, so it is worth no more than the connection it came over.
 * @param header lower case
 */
export function sharedSecret(header: string): SignatureStyle {
  return {
    isFromSender({ headers }, secrets) {
      const given = headers[header]?.replace(/^Bearer\s+/i, "");
      return given !== undefined && secrets.some((secret) => secret !== "" && sameText(given, secret));
    },
    eventId: (headers) => headers["webhook-id"],
    refusal: `The secret is missing or wrong. Send this webhook's secret in the header ${header}.`,
  };
}
