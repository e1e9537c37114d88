import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { edge, makeWorkflow, node } from "@/server/testing/workflow";
import type { RunLimits } from "@/workflow/graph/schema";
import { Registry } from "./registry";
import { arrive, startWorker, untilRun } from "./testing/line";

// “At most so many runs at once”, from a version's settings to the engine.

let worker: { stop(): Promise<void> };
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.stop());

const draw = (limits?: RunLimits) =>
  makeWorkflow(randomUUID(), {
    nodes: [
      node("start", "webhook", { fields: [], idField: "", subjectField: "" }),
      node("set", "compute", { fields: [{ field: "done", value: { kind: "literal", value: true } }] }),
    ],
    edges: [edge("start:started > set")],
    ...(limits ? { limits } : {}),
  });

test("runs of a limited workflow take turns and all come through; the engine is told a hash of the field", async () => {
  const workflow = await draw({ runs: 2, perField: { field: "person", runs: 1 } });
  const people = ["ada@example.com", "ada@example.com", "bo@example.com", "bo@example.com"];
  const events = await Promise.all(people.map((person) => arrive(workflow, { person })));
  const keys: string[] = [];
  for (const event of events) {
    const { id } = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
    const { rows } = await pool("engine").query<{ limited: boolean; event: string; key: string }>(
      "SELECT limited, event::text AS event, event->'data'->>'key' AS key FROM engine.run WHERE event->'data'->>'runId' = $1",
      [id],
    );
    expect(rows).toMatchObject([{ limited: true, event: expect.not.stringContaining("example.com") }]);
    keys.push(rows[0]?.key ?? "");
  }
  const [ada, adaAgain, bo, boAgain] = keys;
  expect([adaAgain, boAgain]).toEqual([ada, bo]);
  expect(ada).not.toBe(bo);
});

test("runs of a workflow without limits take no turns", async () => {
  const workflow = await draw();
  const { id } = await untilRun(workflow, await arrive(workflow, { person: "ada" }), ({ status }) =>
    expect(status).toBe("done"),
  );
  const { rows } = await pool("engine").query(
    "SELECT limited, event->'data' ? 'key' AS keyed FROM engine.run WHERE event->'data'->>'runId' = $1",
    [id],
  );
  expect(rows).toEqual([{ limited: false, keyed: false }]);
});

test("a registration tells an Inngest server the limits of the published version", async () => {
  const limited = await draw({ runs: 3, perField: { field: "person", runs: 1 } });
  const free = await draw();
  let sent = "";
  const registry = new Registry({
    kind: "embedded",
    fetch: async (_, init) => {
      sent = String(init?.body);
      return Response.json({ ok: true, modified: true });
    },
  });
  const handler = await registry.listHandler();
  await handler(
    new Request("http://127.0.0.1/api/inngest", { method: "PUT", headers: { host: "127.0.0.1" } }),
  );
  const { functions } = JSON.parse(sent) as { functions: { id: string; concurrency?: unknown }[] };
  const concurrencyOf = ({ workflowId }: { workflowId: string }) =>
    functions.find(({ id }) => id === `handoff-wf-${workflowId}`)?.concurrency;
  expect(concurrencyOf(limited)).toEqual([{ limit: 3 }, { key: "event.data.key", limit: 1 }]);
  expect(concurrencyOf(free)).toBeUndefined();
});

test("what a version says of its limits stands beside it, where the engine may read", async () => {
  const { organizationId, workflowId } = await draw({ perField: { field: "person", runs: 1 } });
  const columns = await inOrganization(organizationId, ({ db }) =>
    db.workflowVersion.findFirstOrThrow({ where: { workflowId } }),
  );
  expect(columns).toMatchObject({ runsAtOnce: null, runsAtOncePerKey: 1 });
});
