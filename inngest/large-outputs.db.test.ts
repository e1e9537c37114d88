import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { edge, makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import { arrive, startWorker, untilRun } from "./testing/line";

// What nodes come to stands in Postgres; the engine is told ports alone, so its own limits do not matter to it.

const MEGABYTE = 1024 * 1024;

let worker: { stop(): Promise<void> };
let organizationId: string;
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.stop());
beforeEach(() => {
  organizationId = randomUUID();
});

/** Sets `count` fields to the same value. */
const copies = (id: string, count: number, from: string, path: string[]) =>
  node(id, "compute", {
    fields: Array.from({ length: count }, (_, at) => ({
      field: `copy${at}`,
      value: { kind: "reference", reference: { from, path } },
    })),
  });

const draw = (...nodes: ReturnType<typeof node>[]): Promise<TestWorkflow> =>
  makeWorkflow(organizationId, {
    nodes: [node("start", "webhook", { fields: [], idField: "", subjectField: "" }), ...nodes],
    edges: nodes.map(({ id }, at) =>
      edge(`${at === 0 ? "start:started" : `${nodes[at - 1]?.id}:done`} > ${id}`),
    ),
  });

const text = "x".repeat(900 * 1024);

test("5 MB are handed on from node to node, and the engine's state stays small", async () => {
  const workflow = await draw(
    copies("large", 6, "event", ["text"]),
    node("nap", "wait", {
      mode: "duration",
      duration: { amount: 0.02, unit: "minutes" },
      until: { kind: "literal", value: "" },
    }),
    copies("after", 1, "large", ["copy5"]),
  );
  const run = await untilRun(workflow, await arrive(workflow, { text }), ({ status }) =>
    expect(status).toBe("done"),
  );
  const outputs = await inOrganization(organizationId, ({ db }) =>
    db.runStep.findMany({ where: { runId: run.id }, select: { nodeId: true, output: true } }),
  );
  const sizes = new Map(outputs.map(({ nodeId, output }) => [nodeId, JSON.stringify(output).length]));
  expect(sizes.get("large")).toBeGreaterThan(5 * MEGABYTE);
  expect(sizes.get("after")).toBeGreaterThan(text.length);
  const { rows } = await pool("engine").query<{ most: number }>(
    `SELECT max(length(memo::text)) AS most FROM engine.step JOIN engine.run ON run.id = step.run_id
     WHERE event->'data'->>'runId' = $1`,
    [run.id],
  );
  expect(rows[0]?.most).toBeLessThan(1_000);
});

test("what a node comes to beyond 16 MB is refused with a sentence, and the run has failed", async () => {
  const workflow = await draw(
    copies("large", 6, "event", ["text"]),
    copies("larger", 4, "large", []),
    copies("after", 1, "event", ["text"]),
  );
  const run = await untilRun(workflow, await arrive(workflow, { text }), ({ status }) =>
    expect(status).toBe("failed"),
  );
  expect(run.reason).toMatch(/“larger” came to \d+ MB, and a node may come to 16 MB at most\./);
  expect(run.ports).toEqual({ start: "started", large: "done" });
});
