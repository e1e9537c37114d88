import { createHash } from "node:crypto";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import type { ConnectionInUse } from "../define";
import { LookUp, MendAction, TryAgain } from "../failures";
import { type HttpMethod, send } from "../http/send";
import { urlBelow } from "../http/settings";
import { refusalOf } from "./refusal";
import { stripeAccount } from "./settings";

/** Objects are read as this version writes them, whatever the account's own is. */
const VERSION = "2024-06-20";

type StripeRequest = {
  method: Extract<HttpMethod, "GET" | "POST" | "DELETE">;
  path: string;
  query?: { [name: string]: string };
  form?: { [name: string]: string };
  /** Of the action: Stripe answers the same request with the same key as it did before. */
  key?: string;
};

/**
 * Sends one request.
 * @returns the object that Stripe answered; null where it says that there is none
 * @throws TryAgain · AwaitSystem · MendAction · LookUp, by what Stripe's error says of what was done
 */
export async function stripeRequest(
  connection: ConnectionInUse | null,
  request: StripeRequest,
): Promise<JsonObject | null> {
  const { method, path, query = {}, form, key } = request;
  const { baseUrl, key: credential, allowed } = stripeAccount(connection);
  const url = urlBelow(baseUrl, path, query);
  const reads = method === "GET";
  const { status, body, retryAfterMs } = await send({
    url,
    method,
    headers: {
      accept: "application/json",
      "user-agent": "Handoff",
      "stripe-version": VERSION,
      authorization: `Bearer ${credential}`,
      ...(form ? { "content-type": "application/x-www-form-urlencoded" } : {}),
      ...(key === undefined ? {} : { "idempotency-key": idempotencyKey(key) }),
    },
    ...(form ? { body: new URLSearchParams(form).toString() } : {}),
    allowed,
    // Stripe forgets keys after a day, and an action may wait longer: what became of it is looked up first.
    repeatable: reads,
    // Its errors say more than their status.
    accepts: () => true,
  });
  if (status === 404 && (reads || method === "DELETE")) return null;
  if (status < 200 || status >= 300) throw refusalOf({ status, body, retryAfterMs, reads });
  if (isJsonObject(body) && (typeof body.id === "string" || body.object === "list")) return body;
  const nonsense = `${url.host} answered ${status} with something that is not Stripe's.`;
  throw reads ? new TryAgain(nonsense) : new LookUp(nonsense);
}

/** An object that has to be there. @throws MendAction naming the field that names it, and as `stripeRequest` does */
export async function readObject(
  connection: ConnectionInUse | null,
  path: string,
  absent: { field: string; sentence: string },
): Promise<JsonObject> {
  const found = await stripeRequest(connection, { method: "GET", path });
  if (!found || found.deleted === true) throw new MendAction(absent.sentence, absent.field);
  return found;
}

function idempotencyKey(key: string): string {
  return `handoff-${createHash("sha256").update(key).digest("hex")}`;
}
