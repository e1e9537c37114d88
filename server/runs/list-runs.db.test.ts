import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { listRuns, type RunFilters, runsStatement } from "./list-runs";

const MANY = 20_000;
const organizationId = randomUUID();
let run: TestRun;
let owner: pg.Client;

beforeAll(async () => {
  run = await makeRun(organizationId);
  await inOrganizationFast(organizationId, (tx) =>
    tx.query(
      `INSERT INTO run (id, organization_id, workflow_id, version_id, event_id, trigger_node_id, status, subject, started_at, ended_at, attempt)
       SELECT gen_random_uuid(), organization_id, workflow_id, version_id, event_id, trigger_node_id,
         CASE WHEN n % 4000 = 0 THEN 'failed' ELSE 'done' END::run_status, 'Sender ' || n, now() - n * interval '1 second', now(), n + 1
       FROM run, generate_series(1, ${MANY}) n WHERE id = $1::uuid`,
      [run.runId],
    ),
  );
  owner = new pg.Client(process.env.DATABASE_URL);
  await owner.connect();
  await owner.query("ANALYZE run");
});
afterAll(() => owner.end());

/** How it is planned once it was asked often: for any parameters. */
function planOf(filters: RunFilters): Promise<string> {
  return inOrganizationFast(organizationId, async (tx) => {
    const { text, params } = runsStatement({ ...filters, limit: 50 });
    const types = params.length > 0 ? `(${params.map(() => "uuid").join(", ")})` : "";
    await tx.query(`PREPARE page ${types} AS ${text}`);
    await tx.query("SET LOCAL plan_cache_mode = force_generic_plan");
    const given = params.length > 0 ? `(${params.map((value) => `'${value}'`).join(", ")})` : "";
    const rows = await tx.query<{ "QUERY PLAN": string }>(`EXPLAIN EXECUTE page ${given}`);
    await tx.query("DEALLOCATE page");
    return rows.map((row) => row["QUERY PLAN"]).join("\n");
  });
}

test.each([
  ["all runs", {}],
  ["runs of a workflow", { workflowId: randomUUID() }],
])("the newest %s are found along an index, however many there ever were", async (_, filters) => {
  const plan = await planOf(filters);
  expect(plan).toMatch(/Index Scan Backward using run_\w+_started_at_idx/);
  expect(plan).not.toMatch(/Seq Scan on run\b/);
});

test("what failed is found without the others", async () => {
  expect(await planOf({ statuses: ["failed"] })).toMatch(/(using|on) run_failed\b/);
  const { items } = await inOrganizationFast(organizationId, (tx) =>
    listRuns(tx, { statuses: ["failed"], limit: 3 }),
  );
  expect(items.map(({ subject }) => subject)).toEqual(["Sender 4000", "Sender 8000", "Sender 12000"]);
});

test("pages follow one another without gap or repetition, whatever is asked for", async () => {
  const seen: string[] = [];
  for (let cursor: string | null | undefined; seen.length < 15; ) {
    const page = await inOrganizationFast(organizationId, (tx) =>
      listRuns(tx, { search: "Sender 1", statuses: ["done", "running"], limit: 4, cursor }),
    );
    seen.push(...page.items.map(({ subject }) => subject));
    cursor = page.nextCursor;
  }
  const expected = Array.from({ length: 200 }, (_, index) => `Sender ${index + 1}`);
  expect(seen).toEqual(expected.filter((subject) => subject.startsWith("Sender 1")).slice(0, seen.length));
});
