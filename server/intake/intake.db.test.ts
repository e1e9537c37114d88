import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { routeEvents } from "@/server/runs/route-events";
import {
  closeServers,
  signedHeaders as headersFor,
  listening,
  type Sending,
  sendEvent,
  sendTo,
} from "@/server/testing/intake";
import { makeWorkflow, node, type TestEndpoint, type TestWorkflow } from "@/server/testing/workflow";
import { forgetEndpoints } from "./endpoints";
import { createIntakeServer } from "./server";

let intake: Server;
let workflow: TestWorkflow;
let hook: TestEndpoint;
let form: TestEndpoint;

beforeAll(async () => {
  intake = createIntakeServer(1);
  await listening(intake);
});
afterAll(() => closeServers(intake));

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

const send = (path: string, options: Sending) => sendTo(intake, path, options);
const signedHeaders = (body: string | Buffer, options: { id?: string; at?: number; secret?: string } = {}) =>
  headersFor(body, { secret: hook.secret, ...options });
const sendSigned = (body: string | Buffer, options: { id?: string; at?: number; secret?: string } = {}) =>
  sendEvent(intake, hook, body, options);

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
    expect(all.map(({ status }) => status)).toEqual([413, 415, 400, 400, 400, 400]);
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
