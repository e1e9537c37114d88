import { randomUUID } from "node:crypto";
import { type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { sign } from "./sign-webhook";
import type { TestEndpoint } from "./workflow";

export type Sent = {
  status: number;
  headers: IncomingHttpHeaders;
  body: { [key: string]: unknown };
  text: string;
};
export type Sending = {
  method?: string;
  headers?: { [name: string]: string };
  body?: string | Buffer;
};

/** Listens on any free port of this machine. @returns the port */
export function listening(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );
}

export function closeServers(...servers: Server[]): void {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
}

/** Sends one request on a connection of its own. */
export function sendTo(
  server: Server,
  path: string,
  { method = "POST", headers, body }: Sending,
): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const sent = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const json = answer.headers["content-type"]?.includes("json") ? JSON.parse(text) : {};
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: json, text });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** Headers as a sender of Standard Webhooks makes them. @param at seconds since 1970 */
export function signedHeaders(
  body: string | Buffer,
  {
    id = randomUUID() as string,
    at = Date.now() / 1000,
    secret,
  }: { id?: string; at?: number; secret: string },
) {
  const timestamp = String(Math.floor(at));
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": `v1,${sign({ id, timestamp, rawBody: body }, secret)}`,
  };
}

/** Sends a signed event to a webhook. */
export function sendEvent(
  server: Server,
  { token, secret }: TestEndpoint,
  body: string | Buffer,
  options: { id?: string; at?: number; secret?: string } = {},
): Promise<Sent> {
  return sendTo(server, `/hooks/${token}`, { headers: signedHeaders(body, { secret, ...options }), body });
}
