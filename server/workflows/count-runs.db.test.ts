import { beforeEach, expect, test } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeReview } from "@/server/testing/review";
import { makeRun, makeRunOf, type TestRun } from "@/server/testing/run";
import { countRuns } from "./count-runs";
import { listWorkflows } from "./list-workflows";

let organization: TestOrganization;
let first: TestRun;

beforeEach(async () => {
  organization = await makeOrganization();
  first = await makeRun(organization.id);
});

const ask = <Row extends object>(text: string, values: unknown[] = []) =>
  inOrganizationFast(organization.id, (tx) => tx.query<Row>(text, values));

/** Another run of the workflow that came to its end so long ago. */
async function ended(ago: string, status = "done"): Promise<TestRun> {
  const run = await makeRunOf(organization.id, first);
  await ask(
    `UPDATE run SET status = $2::run_status, started_at = clock_timestamp() - $3::interval,
       ended_at = clock_timestamp() - $3::interval WHERE id = $1::uuid`,
    [run.runId, status, ago],
  );
  return run;
}

/** Somebody was asked while it went on. */
async function asked(run: TestRun): Promise<void> {
  const { reviewId } = await makeReview(organization.id, run);
  await ask("UPDATE review SET created_at = created_at - interval '30 days' WHERE id = $1::uuid", [reviewId]);
}

async function listed() {
  const { items } = await inOrganization(organization.id, (tx) =>
    listWorkflows(tx, { archived: false, limit: 10 }),
  );
  return items.find(({ id }) => id === first.workflowId);
}

async function countAll(): Promise<void> {
  while (await countRuns());
}

const counted = () => ask<{ done: number; alone: number }>("SELECT done, alone FROM run_count ORDER BY hour");

test("a list shows the same before and after runs were counted, and while only some were", async () => {
  await asked(await ended("3 days"));
  for (const ago of ["3 days", "3 days", "5 hours", "1 second"]) await ended(ago);
  await ended("2 days", "failed");
  await ended("1 hour", "canceled");
  const shown = { automationRate: 4 / 5, needsAttention: 2 };

  expect(await counted()).toEqual([]);
  expect(await listed()).toMatchObject(shown);
  await countAll();
  // What ended a second ago stands in an hour that is not over.
  expect((await counted()).reduce((sum, { done }) => sum + done, 0)).toBe(4);
  expect(await listed()).toMatchObject(shown);
  await ended("1 second");
  expect(await listed()).toMatchObject({ automationRate: 5 / 6 });
});

test("a list that is read while a worker counts adds no hour up twice", async () => {
  for (const ago of ["3 days", "2 days", "3 hours"]) await ended(ago);
  await asked(await ended("2 days"));
  await countAll();
  // As it looks to whoever read how far it was counted a moment before.
  await ask("UPDATE organization_settings SET runs_counted_until = runs_counted_until - interval '50 hours'");
  expect(await listed()).toMatchObject({ automationRate: 3 / 4 });
});

test("a question that comes up after a run has ended changes nothing, whenever it is counted", async () => {
  const run = await ended("3 days");
  await ended("3 days");
  await countAll();
  await makeReview(organization.id, run);
  expect(await listed()).toMatchObject({ automationRate: 1 });
  await ask("UPDATE organization_settings SET runs_counted_until = NULL");
  await countAll();
  expect(await listed()).toMatchObject({ automationRate: 1 });
});

test("what ended more than thirty days ago is not shown, whether it was counted or not", async () => {
  await ended("31 days");
  expect(await listed()).toMatchObject({ automationRate: null });
  await countAll();
  expect(await counted()).toEqual([]);
  expect(await listed()).toMatchObject({ automationRate: null });
});

test("counts that went stale are forgotten", async () => {
  await ended("10 days");
  await countAll();
  await ask("UPDATE run_count SET hour = hour - interval '25 days'");
  await ask("UPDATE organization_settings SET runs_counted_until = runs_counted_until - interval '1 hour'");
  await countAll();
  expect(await counted()).toEqual([]);
});

test("workers that count at once count each run once", async () => {
  for (const ago of ["20 days", "9 days", "30 hours"]) await ended(ago);
  await Promise.all(Array.from({ length: 4 }, countAll));
  await countAll();
  expect(await counted()).toEqual(Array.from({ length: 3 }, () => ({ done: 1, alone: 1 })));
});

test("an organization whose hours are all counted is not looked at again", async () => {
  await countAll();
  const { rows } = await pool("engine").query(
    "SELECT runs_counted_until > clock_timestamp() - interval '71 minutes' AS late FROM organization_settings WHERE organization_id = $1",
    [organization.id],
  );
  expect(rows).toEqual([{ late: true }]);
  expect(await countRuns()).toBe(false);
});
