import { type Dispatcher, request } from "undici";
import { HostNotListed } from "@/server/net/allowed-hosts";
import { AddressRefused, egress, keptEgress } from "@/server/net/egress";
import type { Json } from "@/workflow/json";
import { AwaitSystem, LookUp, MendAction, TryAgain } from "../failures";
import { ownWords } from "./own-words";

/** Longer than connecting and answering may take together; shorter than a lease. */
const MOST_MS = 40_000;
const MOST_BYTES = 1024 * 1024;

export type HttpMethod = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export type HttpAnswer = {
  status: number;
  body: Json;
  /** When the other side wants to be asked again, from now; undefined where it does not say. */
  retryAfterMs?: number;
};

/** Doing it twice comes to the same as doing it once (RFC 9110), so after a lost answer it may be sent again. */
export function isIdempotent(method: HttpMethod): boolean {
  return method === "GET" || method === "PUT" || method === "DELETE";
}

/**
 * Sends one request and reads the answer, at most 1 MiB of it. Redirects are not followed.
 * @throws AwaitSystem it cannot be reached · TryAgain 408, 429, 503, and 5xx where it is repeatable · MendAction any
 *   other answer that is no success · LookUp it was sent, and nobody knows whether it was done
 */
export async function send(options: {
  url: URL;
  method: HttpMethod;
  headers: { [name: string]: string };
  body?: string;
  allowed: readonly string[];
  /** Sending it again does no harm, whatever became of it. */
  repeatable: boolean;
  /** Which answers are a success; 2xx unless given. */
  accepts?: (status: number) => boolean;
}): Promise<HttpAnswer> {
  const { url, method, headers, body, allowed, repeatable, accepts = isSuccess } = options;
  // A connection that went stale in a pool cannot be told from a lost answer: kept only where that does no harm.
  const dispatcher = repeatable ? keptEgress(allowed) : egress(allowed);
  try {
    const answer = await request(url, {
      method,
      headers,
      body,
      dispatcher,
      signal: AbortSignal.timeout(MOST_MS),
    });
    const text = await readBody(answer.body);
    if (!accepts(answer.statusCode)) throw refusal(answer, { url, method, repeatable, body: parse(text) });
    return {
      status: answer.statusCode,
      body: parse(text),
      retryAfterMs: retryAfterMs(answer.headers["retry-after"]),
    };
  } catch (error) {
    throw failureOf(error, { host: url.host, repeatable });
  } finally {
    if (!repeatable) dispatcher.destroy().catch(() => undefined);
  }
}

async function readBody(body: Dispatcher.ResponseData["body"]): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    bytes += part.length;
    // The status has arrived, and that is what counts: the rest of a body without end is left.
    if (bytes > MOST_BYTES) break;
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function parse(text: string): Json {
  if (text === "") return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text.slice(0, 10_000);
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function refusal(
  { statusCode, headers }: Dispatcher.ResponseData,
  { url, method, repeatable, body }: { url: URL; method: HttpMethod; repeatable: boolean; body: Json },
): Error {
  const said = `${url.host} answered ${statusCode} to ${method} ${url.pathname}`;
  // 503 turns a request away; the other failures of a server may come after it did what was asked.
  if (statusCode >= 500 && statusCode !== 503 && !repeatable) {
    return new LookUp(`${said}: it may have done it nevertheless.`);
  }
  if (statusCode === 408 || statusCode === 429 || statusCode >= 500) {
    return new TryAgain(`${said}.`, retryAfterMs(headers["retry-after"]));
  }
  if (statusCode < 400)
    return new MendAction(`${said}: a redirect, which is not followed. Enter the right address.`, "path");
  const words = ownWords(body);
  return new MendAction(words === "" ? `${said}.` : `${said}: “${words}”`);
}

function retryAfterMs(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return undefined;
  const ms = /^\d{1,8}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) && ms > 0 ? Math.min(ms, 3_600_000) : undefined;
}

/** What goes wrong before a request can have been sent; everything else may have come after. */
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function failureOf(error: unknown, sent: { host: string; repeatable: boolean }): Error {
  if (error instanceof TryAgain || error instanceof MendAction) return error;
  if (error instanceof AddressRefused || error instanceof HostNotListed)
    return new MendAction(error.message, "baseUrl");
  const { code = "", message } = error as { code?: string; message: string };
  if (code === "ECONNREFUSED") return new AwaitSystem(`${sent.host} refuses connections.`, true);
  if (UNREACHABLE.has(code) || /CERT|TLS|SELF_SIGNED|UNABLE_TO/.test(code)) {
    const why = code === "ENOTFOUND" ? "its name is not known" : message;
    return new AwaitSystem(`${sent.host} cannot be reached: ${why}.`);
  }
  const lost = `${sent.host} may have taken the request; its answer was lost.`;
  return sent.repeatable ? new TryAgain(lost) : new LookUp(lost);
}
