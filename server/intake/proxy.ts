import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { clientAddress, isLoopback } from "./client-address";

/** Headers that speak of one connection, not of the message. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** Headers by which an outsider could pass for the framework behind. */
const INTERNAL = new Set(["x-middleware-subrequest", "x-middleware-rewrite", "x-invoke-path"]);

/** Passes a request on to the web process and streams its answer back, server-sent events included. */
export function passOn(incoming: IncomingMessage, outgoing: ServerResponse, webPort: number): void {
  const upstream = request(
    {
      host: "127.0.0.1",
      port: webPort,
      method: incoming.method,
      path: incoming.url,
      headers: forwardedHeaders(incoming),
      agent: false,
    },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutHops(answer.headers));
      // Server-sent events must leave before the first byte of a body does.
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      answer.on("error", () => outgoing.destroy());
    },
  );
  upstream.on("error", () => (outgoing.headersSent ? outgoing.destroy() : sayStarting(incoming, outgoing)));
  endTogether(incoming, outgoing, upstream);
  incoming.pipe(upstream);
}

/** A person who leaves ends what the web process still does for them. */
function endTogether(incoming: IncomingMessage, outgoing: ServerResponse, upstream: ClientRequest): void {
  incoming.on("error", () => upstream.destroy());
  outgoing.on("close", () => {
    if (!outgoing.writableFinished) upstream.destroy();
  });
}

/** WebSockets, which the development server of the web process uses. */
export function passUpgradeOn(
  incoming: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  webPort: number,
): void {
  const upstream = connect(webPort, "127.0.0.1", () => {
    const lines = Object.entries(incoming.headers).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value ?? ""]).map((each) => `${name}: ${each}`),
    );
    upstream.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    if (head.length > 0) upstream.write(head);
    upstream.pipe(socket).pipe(upstream);
  });
  upstream.on("error", () => socket.destroy());
  socket.on("error", () => upstream.destroy());
}

/** What the web process is told. Who is asking comes from the connection, unless a proxy on this machine says it. */
function forwardedHeaders(incoming: IncomingMessage): IncomingHttpHeaders {
  const headers = withoutHops(incoming.headers);
  for (const name of INTERNAL) delete headers[name];
  const peer = incoming.socket.remoteAddress ?? "";
  const said = isLoopback(peer) ? incoming.headers : {};
  headers["x-forwarded-for"] = clientAddress(peer, joined(incoming.headers["x-forwarded-for"]));
  headers["x-forwarded-proto"] = said["x-forwarded-proto"] ?? "http";
  headers["x-forwarded-host"] = said["x-forwarded-host"] ?? incoming.headers.host;
  return headers;
}

function joined(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(", ") : header;
}

function withoutHops(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const named = (headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(
      ([name, value]) => value !== undefined && !HOP_BY_HOP.has(name) && !named.includes(name),
    ),
  );
}

const STARTING = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="2"><title>Handoff is starting</title>
<body style="font: 1rem/1.5 system-ui, sans-serif; color-scheme: light dark; max-width: 32rem; margin: 20vh auto; padding: 0 1rem">
<h1 style="font-size: 1.25rem">Handoff is starting</h1>
<p>The screens are not ready yet. This page looks again by itself every two seconds. Events that arrive meanwhile are kept.</p></body></html>`;

function sayStarting(incoming: IncomingMessage, outgoing: ServerResponse): void {
  const page = incoming.headers.accept?.includes("text/html");
  outgoing.writeHead(502, {
    "content-type": page ? "text/html; charset=utf-8" : "application/json",
    "retry-after": "2",
    "cache-control": "no-store",
  });
  outgoing.end(
    page ? STARTING : JSON.stringify({ message: "The screens are not ready yet. Try again in a moment." }),
  );
}
