import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { cancelRun } from "@/server/runs/cancel-run";
import { edge, makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import type { GraphNode } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import { answerReview, listOpenReviews, type OpenReview } from "./testing/answer";
import { arrive, readRun, startWorker, untilRun } from "./testing/line";
import { MailServer } from "./testing/mail-server";

// “For each”, end to end: a list arrives, the worker does the same for every item of it.

const mail = new MailServer();
let worker: { stop(): Promise<void> };
let organizationId: string;
let collectionId: string;
let connectionId: string;

beforeAll(async () => {
  await mail.up();
  process.env.SMTP_URL = `smtp://127.0.0.1:${mail.port}`;
  worker = await startWorker();
});
afterAll(async () => {
  await worker.stop();
  await mail.down();
});

beforeEach(async () => {
  organizationId = randomUUID();
  await inOrganization(organizationId, async ({ db }) => {
    const collection = {
      organizationId,
      key: "notes",
      name: "Notes",
      titleField: "name",
      fields: fields("red"),
    };
    collectionId = (await db.collection.create({ data: collection })).id;
    connectionId = (await db.connection.create({ data: { organizationId, connector: "smtp", name: "Mail" } }))
      .id;
  });
});

const fields = (...colors: string[]) => [
  { key: "name", label: "Name", type: "text" },
  { key: "color", label: "Color", type: "choice", options: colors },
];
const of = (from: string, ...path: string[]) => ({ kind: "reference", reference: { from, path } });
const start = () => node("start", "webhook", { fields: [], idField: "", subjectField: "" });
const each = (more: JsonObject = {}) =>
  node("each", "for-each", {
    list: { from: "event", path: ["things"] },
    idField: "",
    atMost: 10,
    ...more,
  });
const record = (id: string, name: unknown = of("each", "item", "name")) =>
  node(id, "create-record", { collectionId, values: [{ field: "name", value: name }] });
const email = (id: string) =>
  node(id, "send-email", {
    connectionId,
    to: {
      kind: "text",
      segments: [{ kind: "reference", reference: { from: "each", path: ["item", "to"] } }],
    },
    subject: { kind: "text", segments: [{ kind: "text", text: "Hello" }] },
    text: { kind: "text", segments: [{ kind: "text", text: "There." }] },
  });
const approval = (id: string) =>
  node(id, "approval", {
    ask: { kind: "text", segments: [{ kind: "text", text: "May it go ahead?" }] },
    why: { kind: "text", segments: [{ kind: "text", text: "It is large." }] },
    subject: { kind: "text", segments: [] },
    reviewers: { role: "reviewer" },
    evidence: [],
    answers: [
      { id: "approve", label: "Approve", port: "approved", needsRationale: false },
      { id: "reject", label: "Reject", port: "rejected", needsRationale: true },
    ],
  });

const draw = (nodes: GraphNode[], edges: string[]) =>
  makeWorkflow(organizationId, { nodes, edges: edges.map((text) => edge(text)) });

const things = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({ id: `t-${index}`, name: `Thing ${index}` }));

const names = () =>
  inOrganization(organizationId, async ({ db }) => {
    const rows = await db.record.findMany({ where: { collectionId, deletedAt: null } });
    return rows.map(({ data }) => (data as { name: string }).name);
  });

/** What the node “each” put out. */
const outputOf = (runId: string, nodeId = "each", item = "") =>
  inOrganization(organizationId, async ({ db }) => {
    const step = await db.runStep.findUniqueOrThrow({
      where: { runId_nodeId_item: { runId, nodeId, item } },
    });
    return step.output as { count: number; results: { id: string; ends: JsonObject }[] };
  });

const itemsBy = (runId: string, state: "open" | "done" | "failed") =>
  inOrganization(organizationId, async ({ db }) => {
    const items = await db.runItem.findMany({ where: { runId, state }, orderBy: { position: "asc" } });
    return items.map(({ itemId }) => itemId);
  });

const untilDone = (workflow: TestWorkflow, event: string, timeout?: number) =>
  untilRun(workflow, event, ({ status }) => expect(status).toBe("done"), timeout);

test("what is drawn from “For each item” is done once per item, and what follows once, with all results", async () => {
  const workflow = await draw(
    [start(), each(), record("write"), record("after", of("each", "count"))],
    ["start:started > each", "each:item > write", "each:done > after"],
  );
  const run = await untilDone(workflow, await arrive(workflow, { things: things(3) }));
  expect((await names()).sort()).toEqual([3, "Thing 0", "Thing 1", "Thing 2"]);
  const { count, results } = await outputOf(run.id);
  expect(count).toBe(3);
  expect(results).toMatchObject(
    [0, 1, 2].map((index) => ({
      id: `t-${index}`,
      ends: { write: { port: "confirmed", output: { record: { name: `Thing ${index}` } } } },
    })),
  );
});

const openReviews = () => listOpenReviews(organizationId);
const answer = (review: OpenReview, given: string) => answerReview(organizationId, review, given);

test("j. one blocked item holds back the node, not the other items; mended, all results are there in order", async () => {
  const write = node("write", "create-record", {
    collectionId,
    values: [
      { field: "name", value: of("each", "item", "name") },
      { field: "color", value: of("each", "item", "color") },
    ],
  });
  const workflow = await draw(
    [start(), each({ atMost: 1 }), write, record("after", of("each", "results", "1", "id"))],
    ["start:started > each", "each:item > write", "each:done > after"],
  );
  const list = ["red", "blue", "red"].map((color, index) => ({
    id: `t-${index}`,
    name: `Thing ${index}`,
    color,
  }));
  const event = await arrive(workflow, { things: list });
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
  await vi.waitFor(async () => expect(await itemsBy(run.id, "done")).toEqual(["t-0", "t-2"]), {
    timeout: 15_000,
  });
  expect(await itemsBy(run.id, "open")).toEqual(["t-1"]);
  expect((await readRun(workflow, event))?.ports).toEqual({ start: "started" });

  await inOrganization(organizationId, ({ db }) =>
    db.collection.updateMany({ where: { id: collectionId }, data: { fields: fields("red", "blue") } }),
  );
  const [question, ...others] = await openReviews();
  if (!question) throw new Error("Nobody was asked.");
  expect({ others, kind: question.kind, item: question.item }).toEqual({
    others: [],
    kind: "mend",
    item: "1",
  });
  await answer(question, "retry");

  await untilDone(workflow, event);
  const { results } = await outputOf(run.id);
  expect(results).toMatchObject(
    list.map(({ id, name }) => ({
      id,
      ends: { write: { port: "confirmed", output: { record: { name } } } },
    })),
  );
  expect((await names()).sort()).toEqual(["Thing 0", "Thing 1", "Thing 2", "t-1"]);
});

test("an item that waits for a person gives its place to the next, and each answer counts for its own item", async () => {
  const workflow = await draw(
    [start(), each({ atMost: 1 }), approval("ask"), record("yes"), record("no", of("each", "item", "id"))],
    ["start:started > each", "each:item > ask", "ask:approved > yes", "ask:rejected > no"],
  );
  const event = await arrive(workflow, { things: things(3) });
  await vi.waitFor(async () => expect(await openReviews()).toHaveLength(3), { timeout: 15_000 });
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
  for (const review of await openReviews()) await answer(review, review.item === "1" ? "reject" : "approve");
  await untilDone(workflow, event);
  expect((await names()).sort()).toEqual(["Thing 0", "Thing 2", "t-1"]);
  const { results } = await outputOf(run.id);
  expect(results.map(({ ends }) => Object.keys(ends))).toEqual([["yes"], ["no"], ["yes"]]);
});

test("an item that fails makes the node fail at the end, after the others, and says which and why", async () => {
  const workflow = await draw(
    [start(), each(), email("tell"), record("after", of("each", "count"))],
    ["start:started > each", "each:item > tell", "each:done > after"],
  );
  const list: JsonObject[] = [
    { id: "a", to: `${randomUUID()}@example.com` },
    { id: "b" },
    { id: "c", to: "cy@example.com" },
  ];
  const event = await arrive(workflow, { things: list });
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("failed"));
  expect(run.reason).toMatch(/^each: 1 of 3 items failed\. b: tell: .* The others are done\.$/);
  expect(await itemsBy(run.id, "done")).toEqual(["a", "c"]);
  expect(mail.received).toContain(list[0]?.to);
  expect(await names()).toEqual([]);
});

test("items that cannot be told apart are not begun", async () => {
  const workflow = await draw(
    [start(), each(), record("write")],
    ["start:started > each", "each:item > write"],
  );
  const event = await arrive(workflow, { things: [...things(2), { id: "t-0", name: "Twin" }] });
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("failed"));
  expect(run.reason).toContain("Items 1 and 3 of the list have the same “id” (t-0)");
  expect(await names()).toEqual([]);
});

test("an empty list is done at once", async () => {
  const workflow = await draw(
    [start(), each(), record("write"), record("after", of("each", "count"))],
    ["start:started > each", "each:item > write", "each:done > after"],
  );
  await untilDone(workflow, await arrive(workflow, { things: [] }));
  expect(await names()).toEqual([0]);
});

test("canceled, what is unsent is dropped for all items, and nothing of it is sent later", async () => {
  await mail.down();
  const workflow = await draw(
    [start(), each({ atMost: 2 }), email("tell")],
    ["start:started > each", "each:item > tell"],
  );
  const list = [0, 1, 2, 3, 4].map((index) => ({ id: `c-${index}`, to: `${randomUUID()}@example.com` }));
  const event = await arrive(workflow, { things: list });
  const queued = () =>
    inOrganization(organizationId, ({ db }) => db.effect.count({ where: { state: "queued" } }));
  await vi.waitFor(async () => expect(await queued()).toBe(5), { timeout: 10_000 });
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("degraded"));
  await inOrganizationFast(organizationId, (tx) =>
    cancelRun(tx, run.id, { kind: "person", id: randomUUID(), name: "Ana" }, "Not needed."),
  );
  await mail.up();
  expect(await queued()).toBe(0);
  // The engine's side ends as well: nothing of this run is left to be driven.
  await vi.waitFor(
    async () => {
      const { rows } = await pool("engine").query(
        "SELECT status FROM engine.run WHERE event->'data'->>'runId' = $1 AND status <> 'finished'",
        [run.id],
      );
      expect(rows).toEqual([]);
    },
    { timeout: 10_000 },
  );
  expect(mail.received.filter((to) => list.some((each) => each.to === to))).toEqual([]);
});

const drivenChunks = async (runId: string) => {
  const { rows } = await pool("engine").query<{ chunks: number }>(
    "SELECT count(*)::int AS chunks FROM engine.run WHERE event->'data'->>'runId' = $1 AND event->'data' ? 'chunk'",
    [runId],
  );
  return rows[0]?.chunks;
};

test("1,001 items are done in chunks, and their results stand in the order of the list", async () => {
  const shout = node("shout", "compute", { fields: [{ field: "name", value: of("each", "item", "name") }] });
  const workflow = await draw(
    [start(), each({ atMost: 8 }), shout, record("after", of("each", "count"))],
    ["start:started > each", "each:item > shout", "each:done > after"],
  );
  const { id } = await untilDone(workflow, await arrive(workflow, { things: things(1001) }), 180_000);
  const { count, results } = await outputOf(id);
  expect(count).toBe(1001);
  expect(results).toEqual(
    things(1001).map((thing) => ({
      id: thing.id,
      ends: { shout: { port: "done", output: { name: thing.name } } },
    })),
  );
  // 8 lanes of 125 or 126 items, in chunks of 50.
  expect(await drivenChunks(id)).toBe(24);
}, 200_000);

test("a worker that vanishes in the middle is taken over from, and nothing is done twice", async () => {
  const second = await startWorker();
  const workflow = await draw(
    [start(), each({ atMost: 4 }), record("write")],
    ["start:started > each", "each:item > write"],
  );
  const event = await arrive(workflow, { things: things(60) });
  const { id } = await untilRun(workflow, event, ({ ports }) => expect(ports.start).toBe("started"));
  await vi.waitFor(async () => expect((await itemsBy(id, "done")).length).toBeGreaterThan(10), {
    timeout: 30_000,
    interval: 50,
  });
  // Whoever drives it gives no further sign of life, as a killed process would.
  const vanished = await pool("engine").query(
    `UPDATE engine.run SET lease_owner = 'vanished', lease_until = engine.now()
     WHERE event->'data'->>'runId' = $1 AND lease_owner IS NOT NULL`,
    [id],
  );
  expect(vanished.rowCount).toBeGreaterThan(0);
  await untilDone(workflow, event, 60_000);
  await second.stop();
  expect((await names()).sort()).toEqual(
    things(60)
      .map(({ name }) => name)
      .sort(),
  );
  const effects = await inOrganization(organizationId, ({ db }) =>
    db.effect.findMany({ where: { runId: id } }),
  );
  expect(new Set(effects.map(({ key }) => key)).size).toBe(60);
  expect(effects).toHaveLength(60);
}, 100_000);
