import { hmac, isRecent, isSignedByOneOf } from "./compare";
import type { SignatureStyle } from "./style";

/**
 * `X-Slack-Signature: v0=<hex>` over `v0:time:body`, with the time in `X-Slack-Request-Timestamp`. Events come as
 * JSON, slash commands and buttons as forms; an answer with a body would be shown to whoever pressed one.
 */
export const slack: SignatureStyle = {
  isFromSender({ headers, rawBody }, secrets, now) {
    const timestamp = headers["x-slack-request-timestamp"];
    const [, given] = /^v0=([0-9a-f]{64})$/.exec(headers["x-slack-signature"] ?? "") ?? [];
    if (given === undefined || !isRecent(timestamp, now)) return false;
    return isSignedByOneOf(secrets, [given], (secret) => hmac(secret, "hex", `v0:${timestamp}:`, rawBody));
  },
  // What a person did has no event_id, but a trigger_id of its own.
  eventId: (_, body) => [body.event_id, body.trigger_id].find((id) => typeof id === "string"),
  refusal:
    "The signature in X-Slack-Signature is missing, wrong or too old. Paste the signing secret of the Slack app.",
  takesForms: true,
  challenge: ({ type, challenge }) =>
    type === "url_verification" && typeof challenge === "string" ? { challenge } : undefined,
  silent: true,
};
