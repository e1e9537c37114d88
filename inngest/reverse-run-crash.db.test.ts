import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { type RunReversal, readRunReversal } from "@/server/reversals/read-reversal";
import { startRunReversal } from "@/server/reversals/start-run-reversal";
import { makeCollection, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { bundleCrashWorker } from "./testing/crash-bundle";
import { type CrashBundle, CrashProcess } from "./testing/crash-process";

/** Upper bounds, for a machine that is busy with other things. */
const WITHIN = { timeout: 60_000, interval: 50 };
const ACTIONS = 4;

let bundle: CrashBundle;
let organization: TestOrganization;
beforeAll(async () => {
  bundle = await bundleCrashWorker();
  organization = await makeOrganization();
});
afterAll(async () => {
  bundle.dispose();
  await closePrisma();
  await closeIdentityPool();
});

const ask = <Row extends object>(text: string, params: unknown[] = []) =>
  inOrganizationFast(organization.id, (tx) => tx.query<Row>(text, params));

/** A run that is over and has created some records. */
async function doneRun(): Promise<TestRun> {
  const run = await makeRun(organization.id);
  const { collectionId } = await makeCollection(organization.id);
  for (let at = 0; at < ACTIONS; at++) {
    const input = { collectionId, data: { name: `Record ${at}` } };
    const request = { action: "collections.create-record", input, summary: `Create record ${at}` };
    await perform(organization.id, run, `create-${at}`, request);
  }
  await ask("UPDATE run SET status = 'done', ended_at = clock_timestamp() WHERE id = $1::uuid", [run.runId]);
  return run;
}

async function reversalOf({ runId }: TestRun): Promise<RunReversal | null> {
  return inOrganizationFast(organization.id, (tx) => readRunReversal(tx, runId));
}

/** The process that held them is dead, and the time has come at which others may know it. */
const endLeases = () =>
  ask("UPDATE effect SET lease_until = clock_timestamp() - interval '1 second' WHERE state = 'sending'");

/** A life in which nothing is killed: it takes up what the one before left, and comes to an end. */
async function liveOn(run: TestRun): Promise<void> {
  const life = new CrashProcess(bundle, "");
  life.begin();
  try {
    await vi.waitFor(async () => expect(await reversalOf(run)).toMatchObject({ status: "done" }), WITHIN);
  } finally {
    await life.kill();
  }
}

async function expectTakenBackOnce(run: TestRun): Promise<void> {
  expect(await reversalOf(run)).toMatchObject({ status: "done", counts: { done: ACTIONS } });
  const rows = await ask<{
    state: string;
    reversals: number;
    said: number;
    version: number;
    deleted: boolean;
  }>(
    `SELECT effect.state::text AS state,
       (SELECT count(*)::int FROM effect reversal WHERE reversal.reversal_of = effect.id) AS reversals,
       (SELECT count(*)::int FROM audit_entry entry JOIN effect reversal ON reversal.id = entry.effect_id
        WHERE reversal.reversal_of = effect.id AND entry.verb = 'action.reversed') AS said,
       record.version, record.deleted_at IS NOT NULL AS deleted
     FROM effect JOIN record ON record.id = effect.id WHERE effect.run_id = $1::uuid`,
    [run.runId],
  );
  const once = { state: "reversed", reversals: 1, said: 1, version: 2, deleted: true };
  expect(rows).toEqual(Array.from({ length: ACTIONS }, () => once));
}

test.each([
  "reversal.before-step-commit:2",
  "reversal.after-step:2",
  "gateway.before-call:2",
  "gateway.after-call:2",
  "gateway.before-settle-commit:2",
  "gateway.after-settle:2",
])(
  "killed at %s, in the middle, the reversal of a run goes on where it was, and nothing is taken back twice",
  async (failpoint) => {
    const run = await doneRun();
    await inOrganizationFast(organization.id, (tx) =>
      startRunReversal(tx, run.runId, organization.people.admin, "It was not meant."),
    );
    const life = new CrashProcess(bundle, `kill@${failpoint}`);
    life.begin();
    expect(await life.end).toEqual({ killed: true });
    const inTheMiddle = await reversalOf(run);
    expect(inTheMiddle?.status).toBe("going");
    expect(inTheMiddle?.counts.done ?? 0).toBeLessThan(ACTIONS);
    await endLeases();
    await liveOn(run);
    await expectTakenBackOnce(run);
  },
  120_000,
);

test("a fault of our own in the middle is told, and the reversal goes on by itself afterwards", async () => {
  const run = await doneRun();
  await inOrganizationFast(organization.id, (tx) =>
    startRunReversal(tx, run.runId, organization.people.admin, "It was not meant."),
  );
  const life = new CrashProcess(bundle, "throw@reversal.before-step-commit:2");
  life.begin();
  try {
    const told = {
      status: "going",
      reason: expect.stringMatching(/failed on our side/),
      counts: { open: 3 },
    };
    await vi.waitFor(async () => expect(await reversalOf(run)).toMatchObject(told), WITHIN);
    // The pause is over.
    await ask("UPDATE reversal SET due_at = clock_timestamp() WHERE status = 'going'");
    await vi.waitFor(async () => expect(await reversalOf(run)).toMatchObject({ status: "done" }), WITHIN);
  } finally {
    await life.kill();
  }
  await expectTakenBackOnce(run);
}, 120_000);

test("killed before it is written down, it was not begun; asked for again, it is done once", async () => {
  const run = await doneRun();
  const by = organization.people.admin;
  const life = new CrashProcess(bundle, "kill@reversal.before-plan-commit");
  life.begin();
  expect(await life.order({ do: "reverse-run", by, runId: run.runId })).toBeNull();
  expect(await reversalOf(run)).toBeNull();
  await inOrganizationFast(organization.id, (tx) => startRunReversal(tx, run.runId, by, "It was not meant."));
  await liveOn(run);
  await expectTakenBackOnce(run);
}, 120_000);
