import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { edge, makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import type { GraphNode } from "@/workflow/graph/schema";
import { answerReview, listOpenReviews } from "./testing/answer";
import { arrive, readRun, startWorker } from "./testing/line";

// Runs with very many steps and waits are several runs of the engine, one after the other.

/** Steps that one of the engine's runs may come to where two ways go on side by side. */
const MOST_STEPS = 80;
const PATIENCE_MS = 120_000;

let worker: { stop(): Promise<void> };
let organizationId: string;
let collectionId: string;

beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.stop());
beforeEach(async () => {
  organizationId = randomUUID();
  await inOrganization(organizationId, async ({ db }) => {
    const fields = [{ key: "name", label: "Name", type: "text" }];
    const collection = { organizationId, key: "notes", name: "Notes", titleField: "name", fields };
    collectionId = (await db.collection.create({ data: collection })).id;
  });
});

const words = (text: string) => ({ kind: "text", segments: text === "" ? [] : [{ kind: "text", text }] });
const start = () => node("start", "webhook", { fields: [], idField: "", subjectField: "" });
const ask = (id: string) =>
  node(id, "approval", {
    ask: words("May it go ahead?"),
    why: words("It is large."),
    subject: words(""),
    reviewers: { role: "reviewer" },
    evidence: [],
    answers: [
      { id: "approve", label: "Approve", port: "approved", needsRationale: false },
      { id: "reject", label: "Reject", port: "rejected", needsRationale: true },
    ],
  });
const note = (id: string) =>
  node(id, "create-record", {
    collectionId,
    values: [{ field: "name", value: { kind: "literal", value: id } }],
  });

const asks = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => ask(`${prefix}${index}`));
const chain = (nodes: readonly GraphNode[]) =>
  nodes.slice(1).map(({ id }, index) => `${nodes[index]?.id}:approved > ${id}`);
const draw = (nodes: GraphNode[], edges: string[]) =>
  makeWorkflow(organizationId, { nodes, edges: edges.map((each) => edge(each)) });

/** Answers whatever is asked until the run has ended; and what was written down then. */
async function answerAll(workflow: TestWorkflow, eventId: string) {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    const run = await readRun(workflow, eventId);
    if (run?.status === "done" || run?.status === "failed" || Date.now() > deadline) {
      const names = await inOrganization(organizationId, async ({ db }) =>
        (await db.record.findMany({ where: { collectionId } })).map(({ data }) => data),
      );
      return { status: run?.status, reason: run?.reason, names, legs: await legsOf(run?.id ?? "") };
    }
    for (const review of await listOpenReviews(organizationId)) {
      await answerReview(organizationId, review, "approve");
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The engine's runs of a run, with how many steps each remembers. */
async function legsOf(runId: string) {
  const { rows } = await pool("engine").query<{ id: string; status: string; steps: number }>(
    `SELECT replace(event_id, $1, '…') AS id, status::text AS status,
       (SELECT count(*)::int FROM engine.step WHERE run_id = run.id) AS steps
     FROM engine.run WHERE event->'data'->>'runId' = $1 ORDER BY created_at`,
    [runId],
  );
  return rows;
}

test(
  "a long chain with waits ends as drawn, each thing done once, and no run of the engine grows with it",
  async () => {
    const nodes = asks("a", 40);
    const workflow = await draw(
      [start(), ...nodes, note("last")],
      ["start:started > a0", ...chain(nodes), "a39:approved > last"],
    );
    const { legs, ...end } = await answerAll(workflow, await arrive(workflow, {}));
    expect(end).toEqual({ status: "done", reason: "", names: [{ name: "last" }] });
    expect(legs.length).toBeGreaterThan(2);
    expect(legs.slice(0, 3).map(({ id }) => id)).toEqual(["run:…", "run:…:leg:1", "run:…:leg:2"]);
    expect(legs.filter(({ steps }) => steps > MOST_STEPS)).toEqual([]);
    expect(legs.slice(0, -1).filter(({ status }) => status !== "finished")).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "ways side by side go on where they were, and what joins them runs once",
  async () => {
    const [one, other] = [asks("a", 16), asks("b", 16)];
    const workflow = await draw(
      [start(), ...one, ...other, note("last")],
      [
        "start:started > a0",
        "start:started > b0",
        ...chain(one),
        ...chain(other),
        "a15:approved > last",
        "b15:approved > last",
      ],
    );
    const { legs, ...end } = await answerAll(workflow, await arrive(workflow, {}));
    expect(end).toEqual({ status: "done", reason: "", names: [{ name: "last" }] });
    expect(legs.length).toBeGreaterThan(1);
    expect(legs.filter(({ steps }) => steps > MOST_STEPS)).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "items of a “for each” go on where they were",
  async () => {
    const each = node("each", "for-each", {
      list: { from: "event", path: ["things"] },
      idField: "",
      atMost: 2,
    });
    const body = asks("a", 5);
    const workflow = await draw(
      [start(), each, ...body, note("one"), note("last")],
      ["start:started > each", "each:item > a0", ...chain(body), "a4:approved > one", "each:done > last"],
    );
    const things = Array.from({ length: 12 }, (_, index) => ({ id: `t-${index}` }));
    const { legs, ...end } = await answerAll(workflow, await arrive(workflow, { things }));
    expect({ ...end, names: end.names.length }).toEqual({ status: "done", reason: "", names: 13 });
    expect(legs.filter(({ id }) => id.includes(":leg:")).length).toBeGreaterThan(0);
  },
  PATIENCE_MS,
);
