import { toText } from "@/workflow/expressions/convert";
import type { Json, JsonObject } from "@/workflow/json";
import { isJsonObject } from "@/workflow/json";
import type { BodyType, Method } from "@/workflow/operations/operation";
import type { ConnectionInUse } from "../define";
import { MendAction } from "../failures";
import { fillPath } from "../http/fill-path";
import { type HttpAnswer, isIdempotent, send } from "../http/send";
import { credentialsOf, urlBelow } from "../http/settings";
import { openapiConfig } from "./settings";

export type OperationRequest = {
  method: Method;
  /** With its parameters in braces. */
  template: string;
  path: { readonly [name: string]: string };
  query?: { readonly [name: string]: Json };
  headers?: { readonly [name: string]: string };
  body?: { type: BodyType; value: Json };
  /** Sent again it counts once, as with a key; GET, PUT and DELETE do so by themselves. */
  repeatable?: boolean;
  /** Answers beside 2xx that count as one. */
  alsoAccepts?: readonly number[];
};

/** Sends one request of an operation. @throws as `send` does; MendAction when its address would lead elsewhere */
export async function sendRequest(
  connection: ConnectionInUse | null,
  request: OperationRequest,
): Promise<HttpAnswer & { host: string }> {
  if (!connection) throw new MendAction("Choose a connection to send with.", "connectionId");
  const { baseUrl, allowedHosts = [] } = openapiConfig.parse(connection.config);
  const { method, body, alsoAccepts = [] } = request;
  const url = urlBelow(baseUrl, fillPath(request.template, request.path), {});
  for (const [name, value] of queryOf(request.query ?? {})) url.searchParams.append(name, value);
  const credentials = credentialsOf(connection);
  for (const [name, value] of Object.entries(credentials.query)) url.searchParams.set(name, value);
  const answer = await send({
    url,
    method,
    headers: {
      accept: "application/json",
      "user-agent": "Handoff",
      ...plainHeaders(request.headers ?? {}),
      ...(body ? { "content-type": body.type } : {}),
      ...credentials.headers,
    },
    ...(body ? { body: written(body) } : {}),
    allowed: allowedHosts,
    repeatable: request.repeatable === true || isIdempotent(method),
    accepts: (status) => (status >= 200 && status < 300) || alsoAccepts.includes(status),
  });
  return { ...answer, host: url.host };
}

/** Lists are repeated, fields of objects stand in brackets: what most interfaces read, and the usual default. */
function queryOf(query: { readonly [name: string]: Json }): [string, string][] {
  return Object.entries(query).flatMap(([name, value]) => {
    if (Array.isArray(value)) return value.map((each): [string, string] => [name, toText(each)]);
    return isJsonObject(value) ? bracketed(name, value) : [[name, toText(value)]];
  });
}

function written({ type, value }: NonNullable<OperationRequest["body"]>): string {
  if (type === "application/json") return JSON.stringify(value);
  const fields = isJsonObject(value)
    ? Object.entries(value).flatMap(([name, each]) => bracketed(name, each))
    : [];
  return new URLSearchParams(fields).toString();
}

/** `{a: {b: [1]}}` as "a[b][0]=1". */
function bracketed(name: string, value: Json): [string, string][] {
  if (Array.isArray(value)) return value.flatMap((each, at) => bracketed(`${name}[${at}]`, each));
  if (isJsonObject(value))
    return Object.entries(value).flatMap(([key, each]) => bracketed(`${name}[${key}]`, each));
  return [[name, value === null ? "" : toText(value)]];
}

function plainHeaders(headers: JsonObject | { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = String(value);
      if (!/^[A-Za-z0-9-]{1,80}$/.test(name) || !/^[\x20-\x7e]{0,4000}$/.test(text)) {
        throw new MendAction(`“${name}” has to be one line of plain characters.`, `values.header/${name}`);
      }
      return [name.toLowerCase(), text];
    }),
  );
}
