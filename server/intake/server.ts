import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { EndpointKind } from "@/server/db/generated/enums";
import { pool } from "@/server/db/pools";
import { answerRequest, type IntakeAnswer } from "./answer-request";
import { formReply, wantsPage } from "./form-reply";
import { passOn, passUpgradeOn } from "./proxy";
import { readBody } from "./read-body";
import { Refusal } from "./refusal";
import type { Headers } from "./verify-signature";

const INTAKE_PATH = /^\/(hooks|f)\/([A-Za-z0-9_-]{16,128})\/?$/;

/** The process in front: takes events in by itself and passes everything else on to the web process. */
export function createIntakeServer(webPort: number): Server {
  const server = createServer((request, response) => {
    route(request, response, webPort).catch(() => response.destroy());
  });
  server.on("upgrade", (request, socket, head) => passUpgradeOn(request, socket, head, webPort));
  // Slow senders must not hold connections; answers (live screens) may last as long as they like.
  server.headersTimeout = 15_000;
  server.requestTimeout = 60_000;
  server.keepAliveTimeout = 65_000;
  return server;
}

async function route(request: IncomingMessage, response: ServerResponse, webPort: number): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://intake");
  if (pathname === "/health/live") return sendJson(response, 200, { status: "live" });
  if (pathname === "/health/ready") return sendReadiness(response);
  const kind = kindOf(pathname);
  // A form's page, and everything that is not an event, is the web process's business.
  if (kind === null || (kind === "form" && request.method !== "POST"))
    return passOn(request, response, webPort);
  if (request.method !== "POST") {
    response.setHeader("allow", "POST");
    return sendJson(response, 405, { message: "Send events with POST." });
  }
  await takeIn(request, response, kind, INTAKE_PATH.exec(pathname)?.[2] ?? "");
}

function kindOf(pathname: string): EndpointKind | null {
  if (pathname.startsWith("/hooks/")) return "webhook";
  return INTAKE_PATH.test(pathname) ? "form" : null;
}

async function takeIn(request: IncomingMessage, response: ServerResponse, kind: EndpointKind, token: string) {
  const headers = flatten(request);
  const answer = await readBody(request).then(
    (rawBody) => answerRequest({ kind, token, headers, rawBody }),
    (error: unknown): IntakeAnswer => {
      if (!(error instanceof Refusal)) throw error;
      // What is still coming is not read: the connection ends with the answer.
      response.setHeader("connection", "close");
      return { status: error.status, body: { message: error.message } };
    },
  );
  if (answer.retryAfterSeconds) response.setHeader("retry-after", answer.retryAfterSeconds);
  if (kind === "form" && wantsPage(headers)) {
    const reply = formReply(token, answer);
    response.writeHead(reply.status, reply.headers).end(reply.body);
  } else {
    sendJson(response, answer.status, answer.body);
  }
}

async function sendReadiness(response: ServerResponse): Promise<void> {
  try {
    await Promise.all([pool("app").query("SELECT 1"), pool("engine").query("SELECT 1")]);
    sendJson(response, 200, { status: "ready" });
  } catch {
    sendJson(response, 503, { status: "waiting", message: "The database does not answer." });
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

/** A header that came twice is joined, so that it never matches what was signed. */
function flatten(request: IncomingMessage): Headers {
  const entries = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return Object.fromEntries(entries);
}
