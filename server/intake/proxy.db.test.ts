import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeServers, listening, type Sending, type Sent, sendTo } from "@/server/testing/intake";
import { createIntakeServer } from "./server";

let web: Server;
let intake: Server;
const send = (path: string, options: Sending) => sendTo(intake, path, options);

beforeAll(async () => {
  web = createServer((incoming, outgoing) => {
    outgoing.writeHead(200, {
      "content-type": "text/event-stream",
      "x-web": "yes",
      connection: "x-secret",
      "x-secret": "1",
    });
    outgoing.write(`data: ${JSON.stringify({ url: incoming.url, headers: incoming.headers })}\n\n`);
    if (incoming.url !== "/stream") outgoing.end();
  });
  intake = createIntakeServer(await listening(web));
  await listening(intake);
});
afterAll(() => closeServers(intake, web));

describe("what is no event", () => {
  const seen = ({ text }: Sent) => JSON.parse(text.replace("data: ", ""));

  test("is passed on to the web process, with who is asking and without what speaks of one connection", async () => {
    const answer = await send("/runs?x=1", {
      method: "GET",
      headers: {
        connection: "close, x-hop",
        "x-hop": "1",
        "x-middleware-subrequest": "middleware",
        cookie: "a=b",
      },
    });
    const { url, headers } = seen(answer);
    expect({ url, cookie: headers.cookie, from: headers["x-forwarded-for"] }).toEqual({
      url: "/runs?x=1",
      cookie: "a=b",
      from: "127.0.0.1",
    });
    expect(headers).not.toHaveProperty("x-hop");
    expect(headers).not.toHaveProperty("x-middleware-subrequest");
    expect(answer.headers).toMatchObject({ "x-web": "yes" });
    expect(answer.headers).not.toHaveProperty("x-secret");
  });

  test("is passed on with whom a proxy on this machine heard, not with what the client made up before", async () => {
    const answer = await send("/", {
      method: "GET",
      headers: { "x-forwarded-for": "198.51.100.1, 203.0.113.7" },
    });
    expect(seen(answer).headers["x-forwarded-for"]).toBe("203.0.113.7");
  });

  test("may stream: what the web process sends arrives before it ends", async () => {
    const { port } = intake.address() as AddressInfo;
    const first = await new Promise<string>((resolve, reject) => {
      const sent = request({ host: "127.0.0.1", port, path: "/stream", agent: false }, (answer) => {
        answer.once("data", (chunk: Buffer) => {
          resolve(chunk.toString());
          sent.destroy();
        });
      });
      sent.on("error", reject);
      sent.end();
    });
    expect(first).toContain('"url":"/stream"');
  });

  test("is answered in words while the web process is down, and intake goes on", async () => {
    const alone = createIntakeServer(1);
    const port = await listening(alone);
    const answer = await new Promise<string>((resolve, reject) => {
      const sent = request(
        { host: "127.0.0.1", port, path: "/", headers: { accept: "text/html" }, agent: false },
        (response) => {
          response.setEncoding("utf8");
          let text = `${response.statusCode} `;
          response.on("data", (chunk) => {
            text += chunk;
          });
          response.on("end", () => resolve(text));
        },
      );
      sent.on("error", reject);
      sent.end();
    });
    alone.close();
    alone.closeAllConnections();
    expect(answer).toMatch(/^502 .*Handoff is starting/s);
  });

  test("health says whether the database answers", async () => {
    expect((await send("/health/live", { method: "GET" })).status).toBe(200);
    expect((await send("/health/ready", { method: "GET" })).body).toMatchObject({ status: "ready" });
  });
});
