import { type Dispatcher, request } from "undici";
import { z } from "zod";
import { AddressRefused, egress } from "@/server/net/egress";
import type { JsonObject } from "@/workflow/json";
import { type ActionCall, defineAction, type OpenConnection } from "../descriptor";
import { MendAction, OutcomeUnknown, SystemDown, TryAgain } from "../failures";

/** How an HTTP connection is set up. Its credential is bound to this address and goes nowhere else. */
export const httpConfigSchema = z.strictObject({
  baseUrl: z.url({ protocol: /^https?$/ }).max(2_000),
  auth: z.enum(["none", "bearer", "basic"]).default("none"),
  /** An admin has looked at what this system does and lets writes go out. */
  writesAllowed: z.boolean().default(false),
  /** Hosts inside this network that are meant to be reached, as "host" or "host:port". */
  allowedInside: z.array(z.string().max(255)).max(20).default([]),
});

const SAFE = ["GET", "HEAD"];
const MOST_BYTES = 1_048_576;

/** One request to an HTTP API. */
export const httpRequest = defineAction({
  id: "http.request",
  label: "Send an HTTP request",
  effect: "send",
  retry: "never",
  reversal: { kind: "none", why: "What another system did cannot be undone from here without knowing how." },
  needsConnection: true,
  input: z.strictObject({
    method: z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]),
    path: z.string().startsWith("/").max(4_000),
    query: z.record(z.string(), z.json()).optional(),
    body: z.json().optional(),
  }),
  holdBecause: (input, connection) => {
    if (SAFE.includes(input.method) || configOf(connection).writesAllowed) return null;
    return `Nobody has said yet what ${connection?.name ?? "this connection"} does with a ${input.method}. An admin can allow writes on the connection.`;
  },
  execute: async (call) => {
    const config = configOf(call.connection);
    const dispatcher = egress(config.allowedInside);
    try {
      return await send(call, config, dispatcher);
    } finally {
      await dispatcher.close().catch(() => undefined);
    }
  },
  verify: async (_call, sent) => ({
    state: "confirmed",
    reason: sent.response,
    evidence: { status: sent.result.status ?? null },
  }),
});

type Input = z.infer<typeof httpRequest.input>;

function configOf(connection: OpenConnection | null): z.infer<typeof httpConfigSchema> {
  const parsed = httpConfigSchema.safeParse(connection?.config);
  if (!parsed.success)
    throw new MendAction("The connection's settings are not complete. An admin can mend them.");
  return parsed.data;
}

/** The address within the connection's base: nothing in a path can lead to another host. */
function addressOf(baseUrl: string, input: Input): URL {
  const base = new URL(baseUrl);
  const url = new URL(base.origin);
  const [path = "/", query = ""] = input.path.split("?");
  url.pathname = `${base.pathname.replace(/\/+$/, "")}${path}`;
  url.search = query;
  for (const [key, value] of Object.entries(input.query ?? {})) {
    url.searchParams.set(key, typeof value === "string" ? value : JSON.stringify(value));
  }
  return url;
}

function headersOf(
  call: ActionCall<Input>,
  config: z.infer<typeof httpConfigSchema>,
): Record<string, string> {
  const { secret } = call.connection ?? {};
  const authorization =
    config.auth === "none" || !secret
      ? {}
      : {
          authorization:
            config.auth === "bearer" ? `Bearer ${secret}` : `Basic ${Buffer.from(secret).toString("base64")}`,
        };
  return {
    accept: "application/json, text/plain;q=0.8",
    "user-agent": "Handoff",
    "idempotency-key": call.key,
    ...(call.input.body === undefined ? {} : { "content-type": "application/json" }),
    ...authorization,
  };
}

async function send(
  call: ActionCall<Input>,
  config: z.infer<typeof httpConfigSchema>,
  dispatcher: Dispatcher,
) {
  const { method, body } = call.input;
  const url = addressOf(config.baseUrl, call.input);
  let response: Dispatcher.ResponseData;
  let text: string;
  try {
    response = await request(url, {
      method,
      dispatcher,
      headers: headersOf(call, config),
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    text = await readText(response);
  } catch (error) {
    throw classify(error, method, url.host);
  }
  const { statusCode } = response;
  if (statusCode >= 200 && statusCode < 300) {
    return {
      result: { status: statusCode, body: parse(text) } satisfies JsonObject,
      response: `${url.host} answered ${statusCode}.`,
    };
  }
  if (statusCode === 408 || statusCode === 429 || statusCode >= 500) {
    const message = `${url.host} answered ${statusCode} and asks to try later.`;
    if (statusCode === 503) throw new SystemDown(message);
    throw new TryAgain(message, retryAfterMs(response.headers["retry-after"]));
  }
  if (statusCode >= 300 && statusCode < 400) {
    throw new MendAction(
      `${url.host} answered ${statusCode}: it wants the request at another address. Set that address up instead.`,
    );
  }
  throw new MendAction(
    `${url.host} refused the request with ${statusCode}: ${text.slice(0, 300) || "no reason given"}`,
  );
}

async function readText(response: Dispatcher.ResponseData): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    if (size > MOST_BYTES)
      throw new MendAction("The answer is larger than 1 MiB, which is more than is read here.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function parse(text: string): JsonObject[string] {
  try {
    return JSON.parse(text) as JsonObject[string];
  } catch {
    return text;
  }
}

function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (!text) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), 24 * 3_600_000);
}

/** Errors before a connection stood: nothing was sent. After: for anything but a read, nobody knows. */
const NOTHING_SENT = [
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
];

function classify(error: unknown, method: string, host: string): Error {
  if (error instanceof MendAction) return error;
  const { code, cause } = error as { code?: string; cause?: unknown };
  if (error instanceof AddressRefused || cause instanceof AddressRefused) {
    return new MendAction((error instanceof AddressRefused ? error : (cause as AddressRefused)).message);
  }
  if (code && (NOTHING_SENT.includes(code) || code.startsWith("ERR_TLS") || code.includes("CERT"))) {
    return new SystemDown(`${host} could not be reached (${code}).`);
  }
  if (SAFE.includes(method)) return new TryAgain(`${host} broke off (${code ?? "no answer"}).`);
  return new OutcomeUnknown(`${host} did not answer after the request was sent (${code ?? "no answer"}).`);
}
