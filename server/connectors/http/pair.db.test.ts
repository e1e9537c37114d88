import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { previewReversal, reverseEffect } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import { effectOf, makeConnection, passTime, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { startTickets } from "@/server/testing/tickets-stub";
import type { JsonObject } from "@/workflow/json";

const KEY = "canary-in-the-address";
let organization: TestOrganization;
let other: Awaited<ReturnType<typeof startTickets>>;
let connectionId: string;

beforeAll(async () => {
  organization = await makeOrganization();
});
beforeEach(async () => {
  other = await startTickets();
  connectionId = await makeConnection(organization, {
    connector: "http",
    config: { baseUrl: `http://127.0.0.1:${other.port}`, writes: "send", allowedHosts: ["127.0.0.1"] },
    secret: { kind: "query", name: "api_key", value: KEY },
  });
  return () => other.close();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

async function send(input: JsonObject) {
  return perform(organization.id, await makeRun(organization.id), "call", {
    action: "http.request",
    connectionId,
    input,
    summary: `${input.method} ${input.path}`,
  });
}
const ADD = {
  method: "POST",
  path: "/tickets",
  body: { a: 1 },
  readBack: { path: "/tickets/{id}", field: "a", value: 1 },
  undo: { method: "DELETE", path: "/tickets/{id}" },
};
const CLOSE = {
  method: "PATCH",
  path: "/tickets/1",
  body: { state: "closed" },
  readBack: { path: "/tickets/1", field: "state", value: "closed" },
  undo: { method: "PATCH", path: "/tickets/1", body: { state: "open" } },
};
const takeBack = (effectId: string) => reverseEffect(organization.people.admin, effectId, "By mistake");

describe("a request that says how it is read back and taken back", () => {
  test("is confirmed by what is read at the place that its answer names, and removed again, once", async () => {
    const { effectId, state, reason } = await send(ADD);
    expect({ state, reason }).toEqual({ state: "confirmed", reason: "Read back as meant: a is 1." });
    expect(other.tickets.has("/tickets/2")).toBe(true);
    await takeBack(effectId);
    await takeBack(effectId);
    expect(other.tickets.has("/tickets/2")).toBe(false);
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "reversed" });
    expect(other.writes().map(({ method }) => method)).toEqual(["POST", "DELETE"]);
  });

  test("gives back what it changed, by the request that was drawn for that", async () => {
    const { effectId } = await send(CLOSE);
    expect(other.tickets.get("/tickets/1")).toMatchObject({ state: "closed" });
    await takeBack(effectId);
    expect(other.tickets.get("/tickets/1")).toMatchObject({ state: "open" });
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "reversed" });
  });

  test("is not taken back over what somebody changed since", async () => {
    const { effectId } = await send(CLOSE);
    other.tickets.set("/tickets/1", { id: 1, state: "archived" });
    await expect(takeBack(effectId)).rejects.toThrow("It was changed there since");
    expect(other.tickets.get("/tickets/1")).toMatchObject({ state: "archived" });
  });

  test("that deletes is confirmed by being gone", async () => {
    const input = { method: "DELETE", path: "/tickets/1", readBack: { path: "/tickets/1" } };
    expect(await send(input)).toMatchObject({
      state: "confirmed",
      reason: "It is gone when it is read back.",
    });
    other.tickets.set("/tickets/1", { id: 1 });
    other.mood = "lies";
    expect(await send(input)).toMatchObject({ state: "mismatch" });
  });

  test("is found out where the answer is a success and the field says otherwise", async () => {
    other.mood = "lies";
    expect(await send(CLOSE)).toMatchObject({
      state: "mismatch",
      reason: "Read back otherwise than meant: state.",
    });
  });

  test("that cannot be read for now is read later, and not sent again", async () => {
    other.readMood = "fails";
    const { effectId, state } = await send(ADD);
    expect(state).toBe("unknown");
    other.readMood = "honest";
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "confirmed" });
    expect(other.writes()).toHaveLength(1);
  });

  test("is not sent again on the ground of nonsense that is read back after a lost answer", async () => {
    Object.assign(other, { mood: "drops", readMood: "nonsense" });
    const { effectId } = await send(CLOSE);
    for (let look = 0; look < 3; look += 1) {
      await passTime(organization.id);
      await drainOnce();
    }
    expect(other.requests.some(({ method }) => method === "GET")).toBe(true);
    expect(other.writes()).toHaveLength(1);
    Object.assign(other, { mood: "honest", readMood: "honest" });
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "confirmed" });
    expect(other.writes()).toHaveLength(1);
  });

  test("counts as taken back only once that can be read", async () => {
    const { effectId } = await send(CLOSE);
    other.readMood = "nonsense";
    await takeBack(effectId);
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "confirmed" });
    other.readMood = "honest";
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "reversed" });
    expect(other.tickets.get("/tickets/1")).toMatchObject({ state: "open" });
  });

  test("stays below the connection's address, whatever the answer says", async () => {
    other.tickets.set("/tickets/1", { id: "../../admin", state: "open" });
    const { state } = await send({ ...CLOSE, readBack: { path: "/tickets/{id}" } });
    expect(state).toBe("missing");
    expect(other.requests.map(({ url }) => url.split("?")[0])).not.toContain("/admin");
  });
});

test("a request without its pair is taken at its word, and cannot be taken back", async () => {
  const { effectId, state } = await send({ method: "POST", path: "/tickets" });
  expect(state).toBe("confirmed");
  expect(await previewReversal(organization.id, effectId)).toMatchObject({
    verdict: "never",
    sentence: expect.stringContaining("it alone can take back"),
  });
});

test("a key in the address goes with every request, and stands nowhere in what is kept", async () => {
  const { effectId } = await send(ADD);
  expect(other.requests.every(({ url }) => url.includes(`api_key=${KEY}`))).toBe(true);
  expect(JSON.stringify(await effectOf(organization.id, effectId))).not.toContain(KEY);
});
