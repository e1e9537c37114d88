import { decryptSecret } from "@/server/secrets";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import type { KnownEndpoint } from "./endpoints";
import type { Headers } from "./headers";
import { decodeUtf8, parseJson, refuseText } from "./parse-json";
import { Refusal } from "./refusal";
import { styleOf } from "./signatures/registry";
import type { SignatureStyle, SignedRequest } from "./signatures/style";

const MAX_ID_LENGTH = 255;

export type ReadWebhook = { style: SignatureStyle; body: JsonObject; externalId?: string };

/**
 * Checks who sends before anything of the body is believed, then reads it.
 * @param now milliseconds since 1970
 * @throws Refusal 401 when it is not signed as this webhook's senders sign · 400 when it cannot be read
 */
export function readWebhook(endpoint: KnownEndpoint, request: SignedRequest, now: number): ReadWebhook {
  const style = styleOf(endpoint.trigger);
  if (!style?.isFromSender(request, secretsOf(endpoint, now), now / 1000)) {
    throw new Refusal(401, style?.refusal ?? "This webhook's way of signing is not known here.");
  }
  const body = readBody(style, request);
  return { style, body, externalId: eventId(endpoint, style, request.headers, body) };
}

/** The secret, and for a day the one before it. */
export function secretsOf(
  { id, organizationId, secret, previousSecret, previousSecretUntil }: KnownEndpoint,
  now: number,
) {
  const previous =
    previousSecretUntil !== null && previousSecretUntil.getTime() > now ? previousSecret : null;
  return [secret, previous].flatMap((stored) =>
    stored === null ? [] : [decryptSecret({ organizationId, id }, stored)],
  );
}

function readBody(style: SignatureStyle, { headers, rawBody }: SignedRequest): JsonObject {
  const type = headers["content-type"]?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (style.takesForms && type === "application/x-www-form-urlencoded") return readPairs(rawBody);
  if (type !== "application/json" && !type.endsWith("+json")) {
    throw new Refusal(400, "Send the body as JSON, with the header content-type: application/json.");
  }
  return asObject(parseJson(rawBody));
}

/** Pairs as an object; where one of them is `payload`, what is meant is the JSON in it. */
function readPairs(rawBody: Buffer): JsonObject {
  const pairs = new URLSearchParams(decodeUtf8(rawBody));
  const payload = pairs.get("payload");
  if (payload !== null) return asObject(parseJson(Buffer.from(payload)));
  for (const pair of pairs) pair.forEach(refuseText);
  return asObject(parseJson(Buffer.from(JSON.stringify(Object.fromEntries(pairs)))));
}

function asObject(body: unknown): JsonObject {
  if (!isJsonObject(body)) throw new Refusal(400, 'The body must be a JSON object, like {"name": "value"}.');
  return body;
}

/** The field the builder named as the id, else what the style knows; without either the event counts as new. */
function eventId(endpoint: KnownEndpoint, style: SignatureStyle, headers: Headers, body: JsonObject) {
  const field = endpoint.trigger?.idField;
  const named =
    typeof field === "string" && field !== "" && Object.hasOwn(body, field) ? body[field] : undefined;
  const id =
    typeof named === "string" || typeof named === "number" ? String(named) : style.eventId(headers, body);
  if (id === undefined || id === "") return undefined;
  if (id.length > MAX_ID_LENGTH) {
    throw new Refusal(400, `The event's id is longer than ${MAX_ID_LENGTH} characters.`);
  }
  refuseText(id);
  return id;
}
