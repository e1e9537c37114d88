import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { LookAgain, MendInput } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import { readEditForm } from "@/server/operations/edit-form";
import { effectOf, makeConnection, passTime, perform, verbsOf } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { startHttp } from "@/server/testing/start-http";
import type { JsonObject } from "@/workflow/json";
import { drainOnce } from "./drain";
import { editBlocked } from "./edit-blocked";

const BY = { kind: "person", id: "00000000-0000-4000-8000-000000000001", name: "Ada" } as const;
const WANTED = { method: "POST", path: "/things", query: { name: "wrong" }, body: {} };

let organization: TestOrganization;
let run: TestRun;
let system: Awaited<ReturnType<typeof startHttp>>;
let connectionId: string;
/** What reached the system, with the key it came under. */
let arrived: { name: string | null; key: string | undefined }[];

beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});
beforeEach(async () => {
  run = await makeRun(organization.id);
  arrived = [];
  system = await startHttp((request, response) => {
    const name = new URL(request.url ?? "", "http://system").searchParams.get("name");
    arrived.push({ name, key: request.headers["idempotency-key"]?.toString() });
    response.writeHead(name === "wrong" ? 422 : 200, { "content-type": "application/json" }).end("{}");
  });
  connectionId = await makeConnection(organization, {
    connector: "http",
    config: { baseUrl: `http://127.0.0.1:${system.port}`, writes: "send", allowedHosts: ["127.0.0.1"] },
    secret: { kind: "bearer", token: "word" },
  });
});
afterEach(() => system.close());

const within = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);

async function blocked() {
  const request = { action: "http.request", connectionId, input: WANTED, summary: "Send it" };
  const { effectId } = await perform(organization.id, run, "send", request);
  expect((await effectOf(organization.id, effectId)).state).toBe("blocked");
  return effectId;
}
async function edit(effectId: string, input: JsonObject) {
  const { seen } = await within((tx) => readEditForm(tx, effectId));
  return within((tx) => editBlocked(tx, effectId, { input, seen }, BY));
}

describe("a blocked action that a person changes", () => {
  test("is tried again once, under a key of its own, and the log has both inputs", async () => {
    const effectId = await blocked();
    const right = { ...WANTED, query: { name: "right" } };
    expect(await edit(effectId, right)).toEqual({ held: false });
    await passTime(organization.id);
    await expect
      .poll(() => drainOnce().then(() => arrived.map(({ name }) => name)), { timeout: 5_000 })
      .toEqual(["wrong", "right"]);
    expect(arrived[1]?.key).not.toBe(arrived[0]?.key);
    expect(await verbsOf(organization.id, effectId)).toContain("action.edited");
    const [entry] = await within((tx) =>
      tx.query(
        "SELECT before, after FROM audit_entry WHERE effect_id = $1::uuid AND verb = 'action.edited'",
        [effectId],
      ),
    );
    expect(entry).toEqual({ before: { query: { name: "wrong" } }, after: { query: { name: "right" } } });
    await expect(edit(effectId, WANTED)).rejects.toBeInstanceOf(LookAgain);
  });

  test("stays blocked when its action cannot take the new input, or nothing was changed", async () => {
    const effectId = await blocked();
    await expect(edit(effectId, { ...WANTED, method: "SHOUT" })).rejects.toBeInstanceOf(MendInput);
    await expect(edit(effectId, WANTED)).rejects.toBeInstanceOf(MendInput);
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "blocked", input: WANTED });
  });

  test("is not changed over somebody else's change", async () => {
    const effectId = await blocked();
    const late = within((tx) => editBlocked(tx, effectId, { input: {}, seen: "another" }, BY));
    await expect(late).rejects.toBeInstanceOf(LookAgain);
  });

  test("is judged by the guardrails anew, whoever let it out before", async () => {
    const effectId = await blocked();
    const dear = { ...WANTED, query: { name: "right" } };
    await within((tx) =>
      tx.query("UPDATE effect SET released_by = gen_random_uuid() WHERE id = $1::uuid", [effectId]),
    );
    await within((tx) =>
      tx.query("UPDATE connection SET config = config || $2::jsonb WHERE id = $1::uuid", [
        connectionId,
        JSON.stringify({ writes: "money" }),
      ]),
    );
    expect(await edit(effectId, dear)).toEqual({ held: true });
    expect(await effectOf(organization.id, effectId)).toMatchObject({
      state: "held",
      releasedBy: null,
    });
    // Whoever changed it is one of those who agree: somebody else lets it out.
    const [review] = await within((tx) =>
      tx.query(
        `SELECT agreed_by::text[] AS agreed FROM review WHERE effect_id = $1::uuid AND status = 'open'`,
        [effectId],
      ),
    );
    expect(review).toEqual({ agreed: [BY.id] });
    await passTime(organization.id);
    await drainOnce();
    expect(arrived.map(({ name }) => name)).toEqual(["wrong"]);
  });

  test("is not changed while nobody knows whether it arrived", async () => {
    const effectId = await blocked();
    await within((tx) => tx.query("UPDATE effect SET state = 'unknown' WHERE id = $1::uuid", [effectId]));
    expect((await within((tx) => readEditForm(tx, effectId))).refusal).toContain("looked up first");
    await expect(edit(effectId, { ...WANTED, path: "/others" })).rejects.toThrow("looked up first");
  });
});
