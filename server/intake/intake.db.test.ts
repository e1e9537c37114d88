import { randomUUID } from "node:crypto";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { routeEvents } from "@/server/runs/route-events";
import { makeWorkflow, node, type TestEndpoint, type TestWorkflow } from "@/server/testing/workflow";
import { forgetEndpoints } from "./endpoints";
import { createIntakeServer } from "./server";
import { sign } from "./verify-signature";

let web: Server;
let intake: Server;
let workflow: TestWorkflow;
let hook: TestEndpoint;
let form: TestEndpoint;

const listening = (server: Server) =>
  new Promise<number>((resolve) =>
    server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)),
  );

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
afterAll(() => {
  for (const server of [intake, web]) {
    server.close();
    server.closeAllConnections();
  }
});

beforeEach(async () => {
  workflow = await makeWorkflow(randomUUID(), {
    nodes: [
      node("hook", "webhook", {
        fields: [
          { key: "name", label: "Name", type: "text" },
          { key: "ref", label: "Reference", type: "text" },
        ],
        idField: "ref",
        subjectField: "name",
      }),
      node("form", "form", {
        title: "Ask",
        intro: "",
        fields: [{ key: "name", label: "Name", type: "text", required: true }],
        thanks: "Thanks!",
        subjectField: "name",
      }),
    ],
    edges: [],
  });
  const { hook: hookEndpoint, form: formEndpoint } = workflow.endpoints;
  if (!hookEndpoint || !formEndpoint) throw new Error("The workflow has no addresses.");
  hook = hookEndpoint;
  form = formEndpoint;
});

type Sent = { status: number; headers: IncomingHttpHeaders; body: { [key: string]: unknown }; text: string };

function send(
  path: string,
  options: { method?: string; headers?: { [name: string]: string }; body?: string | Buffer },
) {
  return new Promise<Sent>((resolve, reject) => {
    const { port } = intake.address() as AddressInfo;
    const { method = "POST", headers, body } = options;
    const sent = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
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

function signedHeaders(
  body: string | Buffer,
  { id = randomUUID() as string, at = Date.now() / 1000, secret = hook.secret } = {},
) {
  const timestamp = String(Math.floor(at));
  const signature = `v1,${sign({ id, timestamp, rawBody: body }, secret)}`;
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature,
  };
}

function sendSigned(body: string | Buffer, options: Parameters<typeof signedHeaders>[1] = {}) {
  return send(`/hooks/${hook.token}`, { headers: signedHeaders(body, options), body });
}

const stored = () => inOrganization(workflow.organizationId, ({ db }) => db.event.findMany());

describe("a webhook", () => {
  test("is committed before it is acknowledged", async () => {
    const { status, body } = await sendSigned('{"name": "Ada"}', { id: "evt-1" });
    expect({ status, outcome: body.outcome }).toEqual({ status: 202, outcome: "new" });
    expect(await stored()).toMatchObject([{ id: body.id, externalId: "evt-1", body: { name: "Ada" } }]);
  });

  test("sent 100 times at once with one id, and once with another body, is one event, one run and one flag", async () => {
    const all = await Promise.all(
      Array.from({ length: 100 }, () => sendSigned('{"name": "Ada", "sum": 1}', { id: "evt-1" })),
    );
    expect(all.filter(({ body }) => body.outcome === "new")).toHaveLength(1);
    expect(all.filter(({ body }) => body.outcome === "known")).toHaveLength(99);
    // White space and the order of fields make no other event.
    expect((await sendSigned('{"sum":1,"name":"Ada"}', { id: "evt-1" })).body.outcome).toBe("known");
    expect((await sendSigned('{"name": "Bo"}', { id: "evt-1" })).body.outcome).toBe("conflict");

    await Promise.all([routeEvents(), routeEvents(), routeEvents()]);
    await inOrganization(workflow.organizationId, async ({ db }) => {
      expect(await db.event.findMany()).toMatchObject([{ conflicts: 1, body: { name: "Ada", sum: 1 } }]);
      expect(await db.run.count()).toBe(1);
      expect(await db.auditEntry.findMany({ where: { verb: "event.conflicted" } })).toMatchObject([
        { after: { name: "Bo" } },
      ]);
    });
  });

  test("has the id that the builder's field holds, before that of its header", async () => {
    await sendSigned('{"ref": "A-1"}');
    await sendSigned('{"ref": "A-1"}');
    expect(await stored()).toMatchObject([{ externalId: "A-1" }]);
  });

  test("counts as new each time when nothing tells its id", async () => {
    const headers = { "content-type": "application/json", "x-handoff-secret": hook.secret };
    await send(`/hooks/${hook.token}`, { headers, body: "{}" });
    await send(`/hooks/${hook.token}`, { headers, body: "{}" });
    expect(await stored()).toHaveLength(2);
  });

  test.each([
    [
      "without a signature",
      () => send(`/hooks/${hook.token}`, { headers: { "content-type": "application/json" }, body: "{}" }),
    ],
    ["signed with another secret", () => sendSigned("{}", { secret: "whsec_AAAA" })],
    ["signed 301 seconds ago", () => sendSigned("{}", { at: Date.now() / 1000 - 302 })],
    [
      "with one byte of white space more than was signed",
      () => send(`/hooks/${hook.token}`, { headers: signedHeaders("{}"), body: "{ }" }),
    ],
    [
      "with the wrong plain secret",
      () => send(`/hooks/${hook.token}`, { headers: { "x-handoff-secret": "no" }, body: "{}" }),
    ],
  ])("%s is refused and not kept", async (_, attempt) => {
    expect((await attempt()).status).toBe(401);
    expect(await stored()).toEqual([]);
  });

  test("to an endpoint whose secret is not set is refused, whatever it is signed with", async () => {
    await inOrganization(workflow.organizationId, ({ db }) =>
      db.endpoint.updateMany({ data: { secret: null } }),
    );
    expect((await sendSigned("{}")).status).toBe(401);
    expect((await sendSigned("{}", { secret: "" })).status).toBe(401);
  });

  test("to an address that is not there, or is a form's, is 404", async () => {
    expect((await send("/hooks/", { body: "{}" })).status).toBe(404);
    expect((await send(`/hooks/${"x".repeat(32)}`, { body: "{}" })).status).toBe(404);
    expect((await send(`/hooks/${form.token}`, { body: "{}" })).status).toBe(404);
    expect(
      (await send(`/f/${hook.token}`, { headers: { "content-type": "application/json" }, body: "{}" }))
        .status,
    ).toBe(404);
  });

  test("that is too large, compressed, too deep, polluting or no JSON is refused in a sentence", async () => {
    const post = (body: Buffer | string, headers: { [name: string]: string } = {}) =>
      send(`/hooks/${hook.token}`, { headers: { ...signedHeaders(body), ...headers }, body });
    const large = await post(Buffer.alloc(1024 * 1024 + 1, 0x20));
    const bomb = await post(gzipSync(Buffer.alloc(10_000_000)), { "content-encoding": "gzip" });
    const deep = await post("[".repeat(10_000));
    const proto = await post('{"__proto__": {"admin": true}}');
    const upload = await post("{}", { "content-type": "multipart/form-data; boundary=x" });
    const list = await post("[]");
    const all = [large, bomb, deep, proto, upload, list];
    expect(all.map(({ status }) => status)).toEqual([413, 400, 400, 400, 400, 400]);
    for (const { body } of all) expect(body.message).toMatch(/^[A-Z].*\.$/);
    expect(await stored()).toEqual([]);
  });

  test("of exactly one MiB is taken", async () => {
    const body = `{"name": "${"a".repeat(1024 * 1024 - 12)}"}`;
    expect({ size: body.length, status: (await sendSigned(body)).status }).toEqual({
      size: 1024 * 1024,
      status: 202,
    });
  });

  test("is not acknowledged when it cannot be committed, and can be sent again", async () => {
    const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
    const down = vi.spyOn(pool("app"), "connect").mockImplementation(() => {
      throw new Error("connection refused");
    });
    const refused = await sendSigned('{"name": "Ada"}', { id: "evt-1" });
    down.mockRestore();
    written.mockRestore();
    expect({ status: refused.status, retry: refused.headers["retry-after"] }).toEqual({
      status: 503,
      retry: "5",
    });
    expect((await sendSigned('{"name": "Ada"}', { id: "evt-1" })).status).toBe(202);
  });

  test("to an archived workflow is refused with a clear answer; to a paused one it is kept", async () => {
    const setStatus = async (status: "archived" | "paused") => {
      await inOrganization(workflow.organizationId, ({ db }) => db.workflow.updateMany({ data: { status } }));
      forgetEndpoints();
    };
    await setStatus("archived");
    const refused = await sendSigned("{}");
    expect({ status: refused.status, message: refused.body.message }).toEqual({
      status: 410,
      message: expect.stringContaining("archived"),
    });
    await setStatus("paused");
    expect((await sendSigned("{}")).status).toBe(202);
  });

  test.each(["GET", "PUT", "DELETE", "OPTIONS"])("is not taken with %s", async (method) => {
    expect((await send(`/hooks/${hook.token}`, { method })).status).toBe(405);
  });
});

describe("a form", () => {
  const browser = { "content-type": "application/x-www-form-urlencoded", accept: "text/html" };

  test("sent by a browser leads back to its page, and a double click is one submission", async () => {
    const body = `name=Ada&_submission=${randomUUID()}`;
    const [first, second] = [
      await send(`/f/${form.token}`, { headers: browser, body }),
      await send(`/f/${form.token}`, { headers: browser, body }),
    ];
    expect([first.status, second.status]).toEqual([303, 303]);
    expect(first.headers.location).toBe(`/f/${form.token}?sent=1`);
    expect(await stored()).toMatchObject([{ body: { name: "Ada" } }]);
  });

  test("sent as multipart or JSON is taken alike", async () => {
    const multipart = '--x\r\ncontent-disposition: form-data; name="name"\r\n\r\nAda\r\n--x--\r\n';
    await send(`/f/${form.token}`, {
      headers: { "content-type": "multipart/form-data; boundary=x" },
      body: multipart,
    });
    const json = await send(`/f/${form.token}`, {
      headers: { "content-type": "application/json" },
      body: '{"name": "Ada"}',
    });
    expect({ status: json.status, body: json.body }).toEqual({
      status: 200,
      body: { ok: true, message: "Thanks!" },
    });
    expect((await stored()).map(({ body }) => body)).toEqual([{ name: "Ada" }, { name: "Ada" }]);
  });

  test("that lacks something says which field to mend, as page and as JSON", async () => {
    const json = await send(`/f/${form.token}`, {
      headers: { "content-type": "application/json" },
      body: '{"name": " "}',
    });
    expect({ status: json.status, fields: json.body.fields }).toEqual({
      status: 422,
      fields: { name: "Fill in “Name”." },
    });
    const page = await send(`/f/${form.token}`, { headers: browser, body: "name=" });
    expect(page.status).toBe(422);
    expect(page.text).toContain("Fill in “Name”.");
  });

  test("takes neither files nor JSON that poses as an upload", async () => {
    const file =
      '--x\r\ncontent-disposition: form-data; name="name"; filename="a.txt"\r\n\r\nAda\r\n--x--\r\n';
    const headers = { "content-type": "multipart/form-data; boundary=x" };
    expect((await send(`/f/${form.token}`, { headers, body: file })).status).toBe(400);
    expect((await send(`/f/${form.token}`, { headers, body: '{"name": "Ada"}' })).status).toBe(400);
    expect(await stored()).toEqual([]);
  });
});

describe("everything else", () => {
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
    expect((await send("/health/ready", { method: "GET" })).body).toEqual({ status: "ready" });
  });
});
