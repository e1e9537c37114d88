import { isJsonObject, type Json, type JsonObject } from "@/workflow/json";
import { LookUp, MendAction, TryAgain } from "../failures";

type Refused = {
  status: number;
  body: Json;
  retryAfterMs?: number;
  /** The request changes nothing: asking again does no harm. */
  reads: boolean;
};

/** What an error of Stripe means for the action: by its type where it has one, by its status otherwise. */
export function refusalOf({ status, body, retryAfterMs, reads }: Refused): Error {
  const error = isJsonObject(body) && isJsonObject(body.error) ? body.error : {};
  const said = sentenceOf(error, status);
  if (status === 401) return new MendAction("Stripe does not accept the key. Enter it again.", "secret");
  if (status === 403) return new MendAction(`The key may not do this. ${said}`, "secret");
  if (error.type === "idempotency_error") {
    return new MendAction(
      `${said} The same action was sent before with other details: look in Stripe which it was.`,
    );
  }
  if (status === 429 || error.type === "rate_limit_error") return new TryAgain(said, retryAfterMs);
  // The same request is being worked on there, or what it needs was out of reach: it may yet be done.
  const uncertain = status === 409 || status === 424 || status >= 500 || error.type === "api_error";
  if (uncertain) return reads ? new TryAgain(said, retryAfterMs) : new LookUp(said);
  if (status < 400)
    return new MendAction(`${said} A redirect is not followed. Enter the right address.`, "baseUrl");
  const param = typeof error.param === "string" ? error.param : undefined;
  return new MendAction(said, param);
}

function sentenceOf({ message, code }: JsonObject, status: number): string {
  if (typeof message !== "string" || message === "") return `Stripe answered ${status}.`;
  const text = message.slice(0, 500);
  return `Stripe says: ${text}${typeof code === "string" ? ` (${code.slice(0, 80)})` : ""}`;
}
