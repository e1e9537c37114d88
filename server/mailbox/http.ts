import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { contentSecurityPolicy, listPage, mailPage, notFoundPage } from "./page";
import type { Mail, MailStore } from "./store";

/**
 * Shows what arrived: pages at `/` and `/mail/<id>`, JSON at `/messages` (newest first, `?to=` narrows it)
 * and `/messages/<id>`.
 */
export function showMail(store: MailStore, port: number): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((request, response) => send(response, answer(store, request)));
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve({
        port: typeof address === "object" && address ? address.port : port,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            server.closeAllConnections();
          }),
      });
    });
  });
}

type Reply = { status: number; type: "text/html" | "text/plain" | "application/json"; body: string };

function answer(store: MailStore, request: IncomingMessage): Reply {
  // A page elsewhere can point a name of its own at loopback; it cannot change the name the browser sends.
  if (!/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(request.headers.host ?? "")) {
    return { status: 403, type: "text/plain", body: "Open the mailbox as http://localhost." };
  }
  if (request.method !== "GET" && request.method !== "HEAD") {
    return { status: 405, type: "text/plain", body: "The mailbox can only be read." };
  }
  const url = new URL(request.url ?? "/", "http://localhost");
  const to = url.searchParams.get("to") ?? undefined;
  const [, kind, id = ""] = url.pathname.split("/");
  if (url.pathname === "/") return { status: 200, type: "text/html", body: listPage(store.list(to)) };
  if (url.pathname === "/messages") return json(200, store.list(to).map(inShort));
  const mail = store.find(id);
  if (kind === "messages") return mail ? json(200, mail) : json(404, { error: "This message is not here." });
  if (kind === "mail" && mail) return { status: 200, type: "text/html", body: mailPage(mail) };
  return { status: 404, type: "text/html", body: notFoundPage() };
}

const inShort = ({ id, at, from, to, subject }: Mail) => ({ id, at, from, to, subject });

const json = (status: number, body: unknown): Reply => ({
  status,
  type: "application/json",
  body: JSON.stringify(body),
});

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, {
    "content-type": `${reply.type}; charset=utf-8`,
    "content-security-policy": contentSecurityPolicy,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
  response.end(reply.body);
}
