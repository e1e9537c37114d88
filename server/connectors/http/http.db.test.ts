import type { RequestListener } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { updateConnection } from "@/server/connections/save-connection";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { closeIdentityPool } from "@/server/identity/pool";
import { effectOf, makeConnection, passTime, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { startHttp } from "@/server/testing/start-http";
import type { JsonObject } from "@/workflow/json";
import type { EffectRequest } from "@/workflow/ports";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
});
const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
  await closePrisma();
  await closeIdentityPool();
});

const TOKEN = "canary-3f9d27aa";

async function serve(answer: RequestListener) {
  const server = await startHttp(answer);
  closers.push(server.close);
  return server;
}

function connect(port: number, config: JsonObject = {}): Promise<string> {
  return makeConnection(organization, {
    connector: "http",
    config: {
      baseUrl: `http://127.0.0.1:${port}/v1`,
      writes: "send",
      allowedHosts: ["127.0.0.1"],
      ...config,
    },
    secret: { kind: "bearer", token: TOKEN },
  });
}

const call = (connectionId: string, input: JsonObject = {}): EffectRequest => ({
  action: "http.request",
  connectionId,
  input: { method: "POST", path: "/tickets", body: { a: 1 }, ...input },
  summary: "POST /tickets",
});

async function send(connectionId: string, input?: JsonObject) {
  return perform(organization.id, await makeRun(organization.id), "call", call(connectionId, input));
}

describe("a request", () => {
  test("carries the action's own key and the credentials, and is confirmed by a 2xx", async () => {
    const seen: { url?: string; key?: unknown; authorization?: string }[] = [];
    const { port } = await serve((request, response) => {
      const { "idempotency-key": key, authorization } = request.headers;
      seen.push({ url: request.url, key, authorization });
      response.writeHead(201, { "content-type": "application/json" }).end('{"id":7}');
    });
    const progress = await send(await connect(port), { query: { q: "a b" } });
    expect(progress).toMatchObject({ state: "confirmed", result: { status: 201, body: { id: 7 } } });
    expect(seen).toEqual([
      { url: "/v1/tickets?q=a+b", key: progress.effectId, authorization: `Bearer ${TOKEN}` },
    ]);
  });

  test("is held for an admin until somebody has said what the connection's writes do; reading is not", async () => {
    let requests = 0;
    const { port } = await serve((_request, response) => {
      requests += 1;
      response.end("{}");
    });
    const config = { baseUrl: `http://127.0.0.1:${port}`, allowedHosts: ["127.0.0.1"] };
    const connectionId = await makeConnection(organization, { connector: "http", config });
    expect(await send(connectionId)).toMatchObject({ state: "held" });
    expect(requests).toBe(0);
    expect(await send(connectionId, { method: "GET" })).toMatchObject({
      state: "confirmed",
    });
  });

  test("that moves money nobody can see the amount of is held", async () => {
    const { port } = await serve((_request, response) => void response.end("{}"));
    expect(await send(await connect(port, { writes: "money" }))).toMatchObject({
      state: "held",
      reason: "It moves money, and how much is not known.",
    });
  });

  test("that keeps failing ends with a person after six attempts", async () => {
    const { port } = await serve((_request, response) => void response.writeHead(503).end());
    const progress = await send(await connect(port));
    for (let attempt = 1; attempt < 6; attempt++) {
      await passTime(organization.id);
      await drainOnce();
    }
    expect(await effectOf(organization.id, progress.effectId)).toMatchObject({
      state: "blocked",
      attempts: 6,
    });
  });

  test.each([500, 502, 504])(
    "answered %d by a system that does not know the key may have been done: a person is asked, nothing is sent again",
    async (status) => {
      let calls = 0;
      const { port } = await serve((_request, response) => {
        calls += 1;
        response.writeHead(status).end();
      });
      const progress = await send(await connect(port));
      expect(await effectOf(organization.id, progress.effectId)).toMatchObject({ state: "unknown" });
      await passTime(organization.id);
      await drainOnce();
      expect(calls).toBe(1);
    },
  );

  test("that the other side refuses is blocked", async () => {
    const { port } = await serve((_request, response) => void response.writeHead(422).end());
    expect(await send(await connect(port))).toMatchObject({
      state: "blocked",
      reason: expect.stringContaining("answered 422 to POST /v1/tickets"),
    });
  });

  test("is told in the other side's own words, without the credentials that it repeats", async () => {
    const { port } = await serve((request, response) => {
      response.writeHead(403, { "content-type": "application/json" });
      response.end(JSON.stringify({ error: { message: `No rights for ${request.headers.authorization}.` } }));
    });
    const { reason } = (await send(await connect(port))) as { reason: string };
    expect(reason).toContain("answered 403 to POST /v1/tickets: “No rights for Bearer •••.”");
  });
});

describe("the way out", () => {
  test("does not follow a redirect, and takes no credentials there", async () => {
    const elsewhere: unknown[] = [];
    const other = await serve((request, response) => {
      elsewhere.push(request.headers.authorization);
      response.end("{}");
    });
    const { port } = await serve(
      (_request, response) =>
        void response.writeHead(307, { location: `http://127.0.0.1:${other.port}/` }).end(),
    );
    const progress = await send(await connect(port));
    expect(progress).toMatchObject({ state: "blocked", reason: expect.stringContaining("redirect") });
    expect(elsewhere).toEqual([]);
  });

  test.each(["127.0.0.1", "127.1", "2130706433", "localhost", "[::ffff:169.254.169.254]", "169.254.169.254"])(
    "to %s is shut where nobody allowed it",
    async (host) => {
      let requests = 0;
      const { port } = await serve((_request, response) => {
        requests += 1;
        response.end("{}");
      });
      const connectionId = await makeConnection(organization, {
        connector: "http",
        config: { baseUrl: `http://${host}:${port}`, writes: "send" },
        secret: { kind: "bearer", token: TOKEN },
      });
      expect(await send(connectionId)).toMatchObject({
        state: "blocked",
        reason: expect.stringContaining("inside this network"),
      });
      expect(requests).toBe(0);
    },
  );

  test.each(["//elsewhere.example/x", "/../admin", "/%2e%2e/admin", "/..\\admin"])(
    "does not leave the connection's own address by %s",
    async (path) => {
      const urls: (string | undefined)[] = [];
      const { port } = await serve((request, response) => {
        urls.push(request.url);
        response.end("{}");
      });
      await send(await connect(port), { path });
      expect(urls.filter((url) => !url?.startsWith("/v1/"))).toEqual([]);
    },
  );
});

describe("credentials", () => {
  test("are not kept when the other side repeats them", async () => {
    const { port } = await serve((request, response) => {
      response.end(JSON.stringify({ echo: request.headers.authorization }));
    });
    const progress = await send(await connect(port));
    expect(progress.result).toEqual({ status: 200, body: { echo: "Bearer •••" } });
  });

  test("of one organization do not open in another, though the row was copied", async () => {
    const theirs = await makeOrganization();
    const { port } = await serve((_request, response) => void response.end("{}"));
    const connectionId = await connect(port);
    const [row] = await inOrganizationFast(organization.id, (tx) =>
      tx.query<{ secret: string }>("SELECT secret FROM connection WHERE id = $1::uuid", [connectionId]),
    );
    const own = await makeConnection(theirs, {
      connector: "http",
      config: { baseUrl: `http://127.0.0.1:${port}`, writes: "send", allowedHosts: ["127.0.0.1"] },
    });
    await inOrganizationFast(theirs.id, (tx) =>
      tx.query("UPDATE connection SET secret = $2 WHERE id = $1::uuid", [own, row?.secret]),
    );
    const stolen = await perform(theirs.id, await makeRun(theirs.id), "call", call(own));
    expect(stolen).toMatchObject({ state: "blocked", reason: expect.stringContaining("Enter it again") });
    const foreign = await perform(theirs.id, await makeRun(theirs.id), "call", call(connectionId));
    expect(foreign).toMatchObject({ state: "blocked", reason: expect.stringContaining("is not there") });
  });

  test("stay with the host they were entered for", async () => {
    const { port } = await serve((_request, response) => void response.end("{}"));
    const id = await connect(port);
    const change = (config: JsonObject) =>
      inOrganization(organization.id, (tx) =>
        updateConnection(tx, { id, config }, organization.people.admin),
      );
    await expect(change({ baseUrl: "https://elsewhere.example" })).rejects.toThrow(/Enter the credentials/);
    await expect(change({ baseUrl: `http://127.0.0.1:${port}/v2` })).resolves.toBeUndefined();
  });
});
