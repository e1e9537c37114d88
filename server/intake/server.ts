import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { EndpointKind } from "@/server/db/generated/enums";
import { reportError } from "@/server/report-error";
import { answerOf, answerRequest, type IntakeAnswer } from "./answer-request";
import { addressBucket, clientAddress } from "./client-address";
import { formReply, wantsPage } from "./form-reply";
import type { Headers } from "./headers";
import { limits } from "./limits";
import { countAnswer } from "./metrics";
import { passOn, passUpgradeOn } from "./proxy";
import { readBody } from "./read-body";
import { Refusal } from "./refusal";
import { sendJson } from "./send-json";
import { sendMetrics } from "./send-metrics";
import { sendReadiness } from "./send-readiness";

const INTAKE_PATH = /^\/(hooks|f)\/([A-Za-z0-9_-]{16,128})\/?$/;
/** Their size is bounded by Node, to 16 KiB. */
const MOST_HEADERS = 100;

/** How long senders may take, in milliseconds. */
export type Patience = { headersMs: number; requestMs: number; checkEveryMs: number };
const PATIENCE: Patience = { headersMs: 15_000, requestMs: 60_000, checkEveryMs: 10_000 };

/** The process in front: takes events in by itself and passes everything else on to the web process. */
export function createIntakeServer(webPort: number, patience = PATIENCE): Server {
  // Slow senders must not hold connections; answers (live screens) may last as long as they like.
  const options = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    connectionsCheckingInterval: patience.checkEveryMs,
    keepAliveTimeout: 65_000,
  };
  const server = createServer(options, (request, response) => {
    route(request, response, webPort).catch((error: unknown) => {
      // Who left in mid-request is nobody's fault.
      if (!request.destroyed || request.complete) reportError(error);
      response.destroy();
    });
  });
  server.on("upgrade", (request, socket, head) => passUpgradeOn(request, socket, head, webPort));
  return server;
}

async function route(request: IncomingMessage, response: ServerResponse, webPort: number): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://intake");
  if (pathname === "/health/live") return sendJson(response, 200, { status: "live" });
  if (pathname === "/health/ready") return sendReadiness(response);
  if (pathname === "/api/metrics") return sendMetrics(request, response);
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
  const startedAt = performance.now();
  const headers = flatten(request);
  const share = limits().bodies.open();
  try {
    const answer = await readAll(request, share).then(
      (rawBody) => answerRequest({ kind, token, headers, rawBody, client: clientOf(request, headers) }),
      (error: unknown): IntakeAnswer => {
        if (!(error instanceof Refusal)) throw error;
        // What is still coming is not read: the connection ends with the answer.
        response.setHeader("connection", "close");
        return answerOf(error);
      },
    );
    send(response, answer, kind === "form" && wantsPage(headers) ? token : null);
    countAnswer(kind, answer, (performance.now() - startedAt) / 1000);
  } finally {
    share.close();
  }
}

async function readAll(request: IncomingMessage, share: Parameters<typeof readBody>[1]): Promise<Buffer> {
  if (request.rawHeaders.length > 2 * MOST_HEADERS) {
    throw new Refusal(431, `The request has more than ${MOST_HEADERS} headers. Send fewer.`);
  }
  return readBody(request, share);
}

/** @param formToken where the answer must be a page, the form it is about */
function send(response: ServerResponse, answer: IntakeAnswer, formToken: string | null): void {
  if (answer.retryAfterSeconds) response.setHeader("retry-after", answer.retryAfterSeconds);
  if (formToken !== null) {
    const reply = formReply(formToken, answer);
    response.writeHead(reply.status, reply.headers).end(reply.body);
  } else if (answer.body === null) {
    response.writeHead(answer.status, { "content-length": 0 }).end();
  } else {
    sendJson(response, answer.status, answer.body);
  }
}

function clientOf(request: IncomingMessage, headers: Headers): string {
  return addressBucket(clientAddress(request.socket.remoteAddress ?? "", headers["x-forwarded-for"]));
}

/** A header that came twice is joined, so that it never matches what was signed. */
function flatten(request: IncomingMessage): Headers {
  const entries = Object.entries(request.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : value,
  ]);
  return Object.fromEntries(entries);
}
