import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { routeEvents } from "@/server/runs/route-events";
import { closeServers, listening, sendEvent, sendTo } from "@/server/testing/intake";
import { makeWorkflow, node, type TestEndpoint } from "@/server/testing/workflow";
import { CommitQueue, type QueueBounds } from "./commit-queue";
import { limits, setLimits } from "./limits";
import { RateLimit } from "./rate-limit";
import { createIntakeServer } from "./server";

let intake: Server;
beforeAll(async () => {
  intake = createIntakeServer(1);
  await listening(intake);
});
afterEach(() => setLimits());
afterAll(() => closeServers(intake));

const TIGHT: QueueBounds = {
  perOrganization: 5,
  total: 1_000,
  atOnce: 2,
  atOncePerOrganization: 1,
  waitAtMostMs: 5_000,
};

async function organization(): Promise<{ id: string; hook: TestEndpoint }> {
  const id = randomUUID();
  const config = { fields: [], idField: "", subjectField: "" };
  const made = await makeWorkflow(id, { nodes: [node("hook", "webhook", config)], edges: [] });
  if (!made.endpoints.hook) throw new Error("The workflow has no address.");
  return { id, hook: made.endpoints.hook };
}
const count = (id: string) => inOrganization(id, ({ db }) => db.event.count());

test("an organization that floods is told to slow down; another is taken meanwhile; what was acknowledged is there", async () => {
  const [loud, quiet] = [await organization(), await organization()];
  setLimits({ ...limits(), queue: new CommitQueue(TIGHT) });
  const flood = Array.from({ length: 80 }, () => sendEvent(intake, loud.hook, "{}"));
  const calm = [];
  for (let sent = 0; sent < 5; sent++) calm.push(await sendEvent(intake, quiet.hook, "{}"));
  const answers = await Promise.all(flood);
  expect(calm.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused.every(({ headers }) => headers["retry-after"] === "1")).toBe(true);
  expect(await count(loud.id)).toBe(answers.filter(({ status }) => status === 202).length);
});

test("what an organization may send a second is counted over all its addresses, and only if signed", async () => {
  const id = randomUUID();
  const config = { fields: [], idField: "", subjectField: "" };
  const nodes = [node("one", "webhook", config), node("two", "webhook", config)];
  const { endpoints } = await makeWorkflow(id, { nodes, edges: [] });
  const { one, two } = endpoints;
  if (!one || !two) throw new Error("The workflow has no addresses.");
  setLimits({ ...limits(), perOrganization: new RateLimit(0.001, 2) });
  for (let sent = 0; sent < 5; sent++) {
    expect((await sendEvent(intake, one, "{}", { secret: `whsec_${"A".repeat(32)}` })).status).toBe(401);
  }
  const statuses = [];
  for (const each of [one, two, one, two]) statuses.push((await sendEvent(intake, each, "{}")).status);
  expect(statuses).toEqual([202, 202, 429, 429]);
  expect((await sendEvent(intake, (await organization()).hook, "{}")).status).toBe(202);
});

test("guessing addresses ends soon, wherever the guesser claims to be, while known addresses are taken", async () => {
  const { hook } = await organization();
  expect((await sendEvent(intake, hook, "{}")).status).toBe(202);
  setLimits({ ...limits(), lookUps: new RateLimit(0.001, 3) });
  const guess = (at: number) =>
    sendTo(intake, `/hooks/${randomUUID().replaceAll("-", "")}`, {
      // One household's addresses, as a proxy on this machine hears them; before them whatever was made up.
      headers: { "x-forwarded-for": `198.51.100.${at}, 2001:db8:1:2::${at}` },
      body: "{}",
    });
  const statuses = [];
  for (let at = 1; at <= 5; at++) statuses.push((await guess(at)).status);
  expect(statuses).toEqual([404, 404, 404, 429, 429]);
  expect((await sendEvent(intake, hook, "{}")).status).toBe(202);
});

test("every acknowledged event of a burst becomes exactly one run", async () => {
  const { id, hook } = await organization();
  const burst = await Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      sendEvent(intake, hook, `{"n": ${at}}`, { id: `evt-${at % 150}` }),
    ),
  );
  expect(burst.every(({ status }) => status === 202 || status === 200)).toBe(true);
  while ((await routeEvents()).full);
  const runs = await inOrganization(id, ({ db }) => db.run.findMany({ include: { event: true } }));
  expect(new Set(runs.map(({ event }) => event.externalId)).size).toBe(150);
  expect(runs).toHaveLength(150);
}, 60_000);

test("an id that was taken once is known for ever: a day and a month later it starts nothing", async () => {
  const { id, hook } = await organization();
  expect((await sendEvent(intake, hook, "{}", { id: "evt-1" })).body.outcome).toBe("new");
  for (const interval of ["25 hours", "30 days"]) {
    await inOrganization(id, (tx) =>
      tx.query(`UPDATE event SET received_at = clock_timestamp() - interval '${interval}' RETURNING id`),
    );
    expect((await sendEvent(intake, hook, "{}", { id: "evt-1" })).body.outcome).toBe("known");
  }
  while ((await routeEvents()).full);
  expect(await inOrganization(id, ({ db }) => db.run.count())).toBe(1);
});
