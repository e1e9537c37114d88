import { toText } from "@/workflow/expressions/convert";
import type { Json, JsonObject } from "@/workflow/json";
import type { ConnectionInUse } from "../define";
import { MendAction, TryAgain } from "../failures";
import { fieldAt } from "../field-at";
import type { Found } from "../read-until";
import { fillPath, parametersOf } from "./fill-path";
import { type ReadBack, tells } from "./pair";
import { type HttpAnswer, type HttpMethod, isIdempotent, send } from "./send";
import { credentialsOf, httpConfig, urlBelow } from "./settings";

type HttpCall = {
  method: HttpMethod;
  path: string;
  query?: JsonObject;
  body?: JsonObject;
  key: string;
  /** Answers beside 2xx that count as one. */
  alsoAccepts?: readonly number[];
};

/** Sends one request below a connection's address. @throws as `send` does; MendAction when it would lead elsewhere */
export async function callHttp(
  connection: ConnectionInUse | null,
  { method, path, query = {}, body, key, alsoAccepts = [] }: HttpCall,
): Promise<HttpAnswer & { host: string }> {
  if (!connection) throw new MendAction("Choose a connection to send with.", "connectionId");
  const config = httpConfig.parse(connection.config);
  const credentials = credentialsOf(connection);
  const texts = Object.fromEntries(Object.entries(query).map(([name, value]) => [name, toText(value)]));
  const url = urlBelow(config.baseUrl, path, texts);
  for (const [name, value] of Object.entries(credentials.query)) url.searchParams.set(name, value);
  const answer = await send({
    url,
    method,
    headers: {
      accept: "application/json",
      "user-agent": "Handoff",
      ...(method === "GET" ? {} : { "idempotency-key": key }),
      ...(body ? { "content-type": "application/json" } : {}),
      ...credentials.headers,
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
    allowed: config.allowedHosts ?? [],
    repeatable: isIdempotent(method) || config.honoursIdempotencyKey === true,
    accepts: (status) => (status >= 200 && status < 300) || alsoAccepts.includes(status),
  });
  return { ...answer, host: url.host };
}

/** What stands at a path now. @throws as `send` does */
export async function readHttp(connection: ConnectionInUse | null, path: string): Promise<Found> {
  const { status, body } = await callHttp(connection, {
    method: "GET",
    path,
    key: "",
    alsoAccepts: [404, 410],
  });
  return status === 404 || status === 410 ? { there: false } : { there: true, image: body, whole: body };
}

/**
 * The same, where more hangs on it than a verdict: what makes no sense is no ground to do anything again.
 * @throws as `send` does; TryAgain when it does not say how it stands
 */
export async function readSense(connection: ConnectionInUse | null, readBack: ReadBack): Promise<Found> {
  const found = await readHttp(connection, readBack.path);
  if (tells(found, readBack)) return found;
  throw new TryAgain(
    `What ${readBack.path} answers makes no sense, so nobody can tell how it stands. It is read again.`,
  );
}

/** A path with what stands in braces taken from an answer: "{data.id}". Null where the answer does not say it. */
export function pathFrom(template: string, answer: Json): string | null {
  const values: { [name: string]: string } = {};
  for (const name of parametersOf(template)) {
    const value = fieldAt(answer, name.split("."));
    if (value === undefined || value === null || typeof value === "object") return null;
    values[name] = toText(value);
  }
  if (Object.values(values).some((text) => text === "" || text === "." || text === "..")) return null;
  return fillPath(template, values);
}
