import { randomUUID } from "node:crypto";
import { request, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closeServers, listening, sendEvent, sendTo, signedHeaders } from "@/server/testing/intake";
import { makeWorkflow, node, type TestEndpoint } from "@/server/testing/workflow";
import { BodyBudget } from "./body-budget";
import { limits, setLimits } from "./limits";
import { createIntakeServer } from "./server";

const MIB = 1024 * 1024;
const organizationId = randomUUID();
let intake: Server;
let hook: TestEndpoint;

beforeAll(async () => {
  // Impatient, so that a test need not be patient.
  intake = createIntakeServer(1, { headersMs: 300, requestMs: 600, checkEveryMs: 50 });
  await listening(intake);
  const config = { fields: [], idField: "", subjectField: "" };
  const made = await makeWorkflow(organizationId, { nodes: [node("hook", "webhook", config)], edges: [] });
  if (!made.endpoints.hook) throw new Error("The workflow has no address.");
  hook = made.endpoints.hook;
});
afterEach(() => setLimits());
afterAll(() => closeServers(intake));

const stored = () => inOrganization(organizationId, ({ db }) => db.event.count());
const port = () => (intake.address() as AddressInfo).port;

/** Writes to a connection until it is closed. @returns everything that came back */
function trickle(first: string, next: string, everyMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port(), "127.0.0.1");
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString();
    });
    socket.on("error", () => undefined);
    const writing = setInterval(() => socket.write(next), everyMs);
    socket.on("close", () => {
      clearInterval(writing);
      resolve(heard);
    });
    socket.write(first);
  });
}

test("a body that never ends is refused at one MiB, and its connection closed", async () => {
  const { status, sent } = await new Promise<{ status: number; sent: number }>((resolve, reject) => {
    const headers = { "content-type": "application/json", "transfer-encoding": "chunked" };
    const endless = request({
      port: port(),
      host: "127.0.0.1",
      method: "POST",
      path: `/hooks/${hook.token}`,
      headers,
      agent: false,
    });
    const chunk = Buffer.alloc(64 * 1024, 0x20);
    let written = 0;
    let answered = 0;
    const write = () => {
      while (!endless.destroyed && written < 64 * MIB) {
        written += chunk.length;
        if (!endless.write(chunk)) break;
      }
    };
    endless.on("drain", write);
    endless.on("response", (answer) => {
      answered = answer.statusCode ?? 0;
      answer.resume();
    });
    endless.on("close", () => (answered ? resolve({ status: answered, sent: written }) : undefined));
    endless.on("error", (error) => (answered ? undefined : reject(error)));
    write();
  });
  expect(status).toBe(413);
  expect(sent).toBeLessThan(16 * MIB);
  expect(limits().bodies.bytes).toBe(0);
});

test("what is compressed is refused unopened, whatever the compression", async () => {
  const bomb = Buffer.alloc(20 * MIB);
  const all = [
    ["gzip", gzipSync(bomb)],
    ["deflate", deflateSync(bomb)],
    ["br", brotliCompressSync(bomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ["GZIP, identity", gzipSync(bomb)],
  ] as const;
  for (const [encoding, body] of all) {
    const headers = { ...signedHeaders(body, hook), "content-encoding": encoding };
    expect((await sendTo(intake, `/hooks/${hook.token}`, { headers, body })).status).toBe(415);
  }
});

test("hostile bodies, hundreds of them, leave memory as it was", async () => {
  const bodies = [
    "[".repeat(10_000),
    `{"a":${"[".repeat(5_000)}${"]".repeat(5_000)}}`,
    '{"a":{"constructor":{"prototype":{"x":1}}}}',
    Buffer.alloc(MIB + 1, 0x20),
  ];
  const round = async () => {
    for (const body of bodies) {
      const { status } = await sendEvent(intake, hook, body);
      expect([400, 413]).toContain(status);
    }
  };
  const used = () => process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  for (let count = 0; count < 10; count++) await round();
  const before = used();
  for (let count = 0; count < 60; count++) await round();
  expect(used() - before).toBeLessThan(64 * MIB);
  expect(await stored()).toBe(0);
}, 60_000);

test("more headers than any sender needs are refused", async () => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, at) => [`x-${at}`, "1"]));
  const headers = { ...signedHeaders("{}", hook), ...many };
  expect((await sendTo(intake, `/hooks/${hook.token}`, { headers, body: "{}" })).status).toBe(431);
});

test("who sends a byte now and then loses the connection: in the headers and in the body", async () => {
  const [headers, body] = await Promise.all([
    trickle(`POST /hooks/${hook.token} HTTP/1.1\r\nhost: x\r\n`, "x-more: 1\r\n", 40),
    trickle(`POST /hooks/${hook.token} HTTP/1.1\r\nhost: x\r\ncontent-length: 100000\r\n\r\n`, " ", 40),
  ]);
  expect([headers, body].map((heard) => heard.slice(9, 12))).toEqual(["408", "408"]);
  // The sender may hear of the end before our own side has.
  await expect.poll(() => limits().bodies.bytes).toBe(0);
  expect((await sendEvent(intake, hook, '{"still": "here"}')).status).toBe(202);
});

test("large bodies at once are taken up to a bound over all of them, and what they held is given back", async () => {
  setLimits({ ...limits(), bodies: new BodyBudget(MIB) });
  const held = limits().bodies.open();
  held.add(MIB - 10);
  const refused = await sendEvent(intake, hook, '{"a": "eleven or more"}');
  expect({ status: refused.status, retry: refused.headers["retry-after"] }).toEqual({
    status: 503,
    retry: "5",
  });
  held.close();
  expect((await sendEvent(intake, hook, '{"a": "eleven or more"}')).status).toBe(202);
  expect(limits().bodies.bytes).toBe(0);
});
