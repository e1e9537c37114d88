import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { LookAgain, LookElsewhere } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import { effectOf, makeConnection, passTime, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { startHttp } from "@/server/testing/start-http";
import { handleCause } from "./handle-cause";
import { groupByCause, listQueue } from "./list-effects";
import { moveInQueue, orderQueue } from "./order-queue";
import { readStopped, resumeSending, stopSending } from "./sending";

const BY = { kind: "person", id: "00000000-0000-4000-8000-000000000001", name: "Ada" } as const;

let organization: TestOrganization;
let run: TestRun;
let system: Awaited<ReturnType<typeof startHttp>>;
let connectionId: string;
/** What reached the system, in order. */
let arrived: string[];
let answer: number;

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
  answer = 200;
  system = await startHttp((request, response) => {
    arrived.push(new URL(request.url ?? "", "http://system").searchParams.get("name") ?? "");
    response.writeHead(answer, { "content-type": "application/json" }).end("{}");
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
const send = (name: string) =>
  perform(organization.id, run, name, {
    action: "http.request",
    connectionId,
    input: { method: "POST", path: "/things", query: { name }, body: {} },
    summary: `Send ${name}`,
  });

describe("while all sending is stopped", () => {
  test("nothing is sent, what is wanted queues and says why, and goes out once things are sent again", async () => {
    await within((tx) => stopSending(tx, BY, "Wrong prices"));
    expect(await within(readStopped)).toMatchObject({ by: "Ada", why: "Wrong prices" });
    const queued = await send("one");
    expect(queued).toMatchObject({ state: "queued", settled: false });
    await passTime(organization.id);
    await drainOnce();
    expect(arrived).toEqual([]);
    expect((await effectOf(organization.id, queued.effectId)).reason).toBe(
      "All sending is stopped; it goes out once that is over.",
    );
    await expect(within((tx) => stopSending(tx, BY, "Again"))).rejects.toBeInstanceOf(LookAgain);

    await within((tx) => resumeSending(tx, BY));
    expect(await within(readStopped)).toBe(null);
    await expect.poll(() => drainOnce().then(() => arrived), { timeout: 5_000 }).toEqual(["one"]);
    await expect(within((tx) => resumeSending(tx, BY))).rejects.toBeInstanceOf(LookAgain);
  });
});

describe("the queue of a system that is down", () => {
  const queueOf = async () =>
    (await within((tx) => listQueue(tx, connectionId))).map(({ summary }) => summary);

  beforeEach(async () => {
    await within((tx) =>
      tx.query(
        "UPDATE connection SET circuit = 'open', probe_at = clock_timestamp() + interval '1 hour' WHERE id = $1::uuid",
        [connectionId],
      ),
    );
    for (const [name, amount] of [
      ["a", "10"],
      ["b", "300"],
      ["c", null],
      ["d", "20"],
    ] as const) {
      const { effectId } = await send(name);
      await within((tx) =>
        tx.query("UPDATE effect SET amount = $2::numeric WHERE id = $1::uuid", [effectId, amount]),
      );
    }
  });

  const idOf = async (summary: string) =>
    (await within((tx) => listQueue(tx, connectionId))).find((each) => each.summary === summary)?.id ?? "";

  test("is put in order by a rule, and by hand", async () => {
    expect(await queueOf()).toEqual(["Send a", "Send b", "Send c", "Send d"]);
    await within((tx) => orderQueue(tx, { connectionId, rule: "value" }, BY));
    expect(await queueOf()).toEqual(["Send b", "Send d", "Send a", "Send c"]);
    const c = await idOf("Send c");
    await within((tx) => moveInQueue(tx, { effectId: c, before: null }, BY));
    expect(await queueOf()).toEqual(["Send c", "Send b", "Send d", "Send a"]);
    const [a, d] = [await idOf("Send a"), await idOf("Send d")];
    await within((tx) => moveInQueue(tx, { effectId: a, before: d }, BY));
    expect(await queueOf()).toEqual(["Send c", "Send b", "Send a", "Send d"]);
    await within((tx) => moveInQueue(tx, { effectId: c, before: d }, BY));
    expect(await queueOf()).toEqual(["Send b", "Send a", "Send c", "Send d"]);
    await within((tx) => orderQueue(tx, { connectionId, rule: "age" }, BY));
    expect(await queueOf()).toEqual(["Send a", "Send b", "Send c", "Send d"]);
  });

  test("goes out in its order once the system is back", async () => {
    await within((tx) => orderQueue(tx, { connectionId, rule: "value" }, BY));
    // The hour until the next probe has passed.
    await within(async (tx) => {
      await tx.query("UPDATE connection SET probe_at = probe_at - interval '1 hour' WHERE id = $1::uuid", [
        connectionId,
      ]);
      await tx.query(
        "UPDATE effect SET next_attempt_at = next_attempt_at - interval '1 hour' WHERE connection_id = $1::uuid",
        [connectionId],
      );
    });
    await expect
      .poll(() => drainOnce().then(() => arrived), { timeout: 8_000, interval: 20 })
      .toEqual(["b", "d", "a", "c"]);
  });

  test("is not touched by what names an action that is not in it", async () => {
    const a = await idOf("Send a");
    const elsewhere = "00000000-0000-4000-8000-00000000000e";
    for (const wrong of [
      { effectId: elsewhere, before: null },
      { effectId: a, before: elsewhere },
    ]) {
      await expect(within((tx) => moveInQueue(tx, wrong, BY))).rejects.toBeInstanceOf(LookElsewhere);
    }
  });
});

test("what is stuck for one cause is tried again or given up together", async () => {
  answer = 422;
  const stuck = [await send("x"), await send("y"), await send("z")];
  expect(stuck.map(({ state }) => state)).toEqual(["blocked", "blocked", "blocked"]);
  const [cause] = (await within(groupByCause)).filter(({ action }) => action === "http.request");
  expect(cause).toMatchObject({ count: 3, stuck: 3, retryable: 3 });
  if (!cause) return;
  const { key, action, connectionId: over, failureClass } = cause;
  const of = { key, action, connectionId: over, failureClass };

  answer = 200;
  arrived = [];
  expect(await handleCause(organization.id, of, { what: "retry" }, BY)).toEqual({ handled: 3, left: 0 });
  await expect
    .poll(() => drainOnce().then(() => [...arrived].sort()), { timeout: 5_000 })
    .toEqual(["x", "y", "z"]);

  answer = 422;
  const again = await send("again");
  expect(await handleCause(organization.id, of, { what: "drop", why: "Not needed" }, BY)).toEqual({
    handled: 1,
    left: 0,
  });
  expect(await effectOf(organization.id, again.effectId)).toMatchObject({
    state: "failed",
    reason: "Dropped by Ada: Not needed",
  });
});
