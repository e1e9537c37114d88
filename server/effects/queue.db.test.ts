import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { JUST_NOW } from "@/server/testing/clock";
import { effectOf, makeConnection, passTime, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { startHttp } from "@/server/testing/start-http";
import { attemptEffect } from "./attempt";
import { drainOnce, startDrain } from "./drain";

type Arrival = { name: string; at: number };
type Bounds = {
  rateCap: number;
  pace: number | null;
  circuit: string;
  failures: number;
  retryCredit: number;
};

let organization: TestOrganization;
let run: TestRun;
let system: Awaited<ReturnType<typeof startHttp>>;
let connectionId: string;
/** What reached the system, in order, at milliseconds. */
let arrived: Arrival[];
let answer: (request: IncomingMessage, response: ServerResponse, at: number) => void;

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
  answer = (_, response) => void response.end("{}");
  system = await startHttp((request, response) => {
    const name = new URL(request.url ?? "", "http://system").searchParams.get("name") ?? "";
    arrived.push({ name, at: performance.now() });
    answer(request, response, arrived.length);
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
const sendAll = (names: string[]) => Promise.all(names.map(send));
const some = (count: number, letter = "n") =>
  Array.from({ length: count }, (_, at) => `${letter}${String(at).padStart(3, "0")}`);

async function set(values: string): Promise<void> {
  await within((tx) => tx.query(`UPDATE connection SET ${values} WHERE id = $1::uuid`, [connectionId]));
}

async function bounds(): Promise<Bounds> {
  const [row] = await within((tx) =>
    tx.query<Bounds>(
      `SELECT rate_cap AS "rateCap", pace, circuit, failures, retry_credit AS "retryCredit" FROM connection WHERE id = $1::uuid`,
      [connectionId],
    ),
  );
  if (!row) throw new Error("The connection is not there.");
  return row;
}

const DOWN = "circuit = 'open', probe_at = clock_timestamp() + interval '1 hour'";
const PROBE_DUE = `probe_at = ${JUST_NOW}`;

/** The most that arrived within any two seconds: this process may be held up for a part of one. */
function mostInTwoSeconds(): number {
  return Math.max(
    ...arrived.map(({ at }) => arrived.filter((other) => other.at >= at && other.at < at + 2_000).length),
  );
}

describe("a cap on the actions a second", () => {
  test("holds for any number of workers, and everything goes out", async () => {
    await set("rate_cap = 10");
    const workers = [startDrain(), startDrain(), startDrain()];
    const wanted = await sendAll(some(40));
    await expect.poll(() => arrived.length, { timeout: 15_000 }).toBe(40);
    await Promise.all(workers.map((worker) => worker.stop()));
    expect(mostInTwoSeconds()).toBeLessThanOrEqual(20);
    expect(new Set(arrived.map(({ name }) => name)).size).toBe(40);
    const states = await Promise.all(wanted.map(({ effectId }) => effectOf(organization.id, effectId)));
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(["confirmed"]));
  });

  test("lets one through at once where nothing else waits, and says of the others what they wait for", async () => {
    await set("rate_cap = 1");
    expect(await send("first")).toMatchObject({ state: "confirmed" });
    const second = await send("second");
    expect(second).toMatchObject({ state: "queued" });
    expect((await effectOf(organization.id, second.effectId)).reason).toContain(
      "takes only so many actions a second; it waits its turn.",
    );
  });
});

describe("a system that comes back", () => {
  test("is probed by exactly one action, whoever tries at once", async () => {
    await set(DOWN);
    const queued = await sendAll(some(20));
    answer = () => undefined;
    await set(PROBE_DUE);
    const attempts = queued.map(({ effectId }) => attemptEffect(organization.id, effectId));
    await expect.poll(() => arrived.length).toBe(1);
    await expect.poll(async () => (await bounds()).circuit).toBe("half-open");
    // Every other attempt has come to its end.
    await Promise.all([drainOnce(), Promise.race(attempts)]);
    expect(arrived).toHaveLength(1);
    system.close();
    await Promise.allSettled(attempts);
  });

  test("gets what queued slowly at first, then faster, in its order; what is wanted meanwhile goes behind it", async () => {
    await set(DOWN);
    for (const name of some(14)) await send(name);
    await set(PROBE_DUE);
    const worker = startDrain();
    await expect.poll(() => arrived.length).toBeGreaterThan(1);
    const late = await send("zlate");
    expect(late).toMatchObject({ state: "queued" });
    await expect.poll(() => arrived.length, { timeout: 15_000 }).toBe(15);
    await worker.stop();
    expect(arrived.map(({ name }) => name)).toEqual([...some(14), "zlate"]);
    const gaps = arrived.slice(1).map(({ at }, index) => at - (arrived[index]?.at ?? 0));
    const total = (part: number[]) => part.reduce((sum, gap) => sum + gap, 0);
    expect(total(gaps.slice(1, 5))).toBeGreaterThan(total(gaps.slice(-4)));
    expect((await bounds()).pace).toBeGreaterThan(2);
  });

  test("that was only too busy for everybody opens the circuit, and uses nobody's attempts up", async () => {
    answer = (_, response) => void response.writeHead(503).end();
    const wanted = await sendAll(some(10));
    expect(await bounds()).toMatchObject({ circuit: "open" });
    for (let probe = 0; probe < 12; probe++) {
      await passTime(organization.id);
      await drainOnce();
    }
    const effects = await Promise.all(wanted.map(({ effectId }) => effectOf(organization.id, effectId)));
    expect(new Set(effects.map(({ state }) => state))).toEqual(new Set(["queued"]));
    expect(Math.max(...effects.map(({ attempts }) => attempts))).toBeLessThanOrEqual(1);
  });
});

test("a system that asks for time gets it from every action, not only from the one that it told", async () => {
  answer = (_, response, at) =>
    void (at === 1 ? response.writeHead(429, { "retry-after": "2" }).end() : response.end("{}"));
  await send("told");
  const worker = startDrain();
  expect(await send("other")).toMatchObject({ state: "queued" });
  await expect.poll(() => arrived.length, { timeout: 10_000 }).toBe(3);
  await worker.stop();
  const [told, next] = arrived;
  expect((next?.at ?? 0) - (told?.at ?? 0)).toBeGreaterThan(1_900);
});

test("what is sent again stays a small share of what is sent, and nothing is given up for that", async () => {
  let refused = 0;
  // Every other request is answered with an error at first, so that half of all would be sent again.
  answer = (_, response, at) => {
    if (at % 2 === 0 || at > 60) return void response.end("{}");
    refused += 1;
    response.writeHead(503).end();
  };
  const wanted = await sendAll(some(60));
  expect(refused).toBe(30);
  await set("retry_credit = 3, retry_credit_at = clock_timestamp()");
  await within((tx) => tx.query(`UPDATE effect SET next_attempt_at = ${JUST_NOW} WHERE state = 'queued'`));
  const before = arrived.length;
  await drainOnce();
  await drainOnce();
  // Three were saved up, and sixty that went out have earned a few more.
  const repeats = arrived.length - before;
  expect(repeats).toBeGreaterThanOrEqual(3);
  expect(repeats).toBeLessThanOrEqual(3 + 60 * 0.08 + 1);
  const worker = startDrain();
  await expect
    .poll(
      async () => {
        await set("retry_credit = 10");
        await passTime(organization.id);
        await sleep(50);
        const effects = await Promise.all(wanted.map(({ effectId }) => effectOf(organization.id, effectId)));
        return effects.filter(({ state }) => state === "confirmed").length;
      },
      { timeout: 15_000 },
    )
    .toBe(60);
  await worker.stop();
});
