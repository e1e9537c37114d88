import { randomUUID } from "node:crypto";
import { beforeEach, expect, test } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { runEventName, wakeEventName } from "@/server/db/outbox";
import { makeRun, type TestRun } from "@/server/testing/run";
import { findAtRest } from "./at-rest";
import { sweepRuns } from "./sweep-runs";

const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

let organizationId: string;
let run: TestRun;

beforeEach(async () => {
  organizationId = randomUUID();
  run = await makeRun(organizationId);
  await inOrganization(organizationId, ({ db }) =>
    db.run.updateMany({ where: { id: run.runId }, data: { startedAt: minutesAgo(30) } }),
  );
});

/** A node of the run, as a step left it. */
const stands = (nodeId: string, step: { startedAt: Date; endedAt?: Date; until?: Date }) =>
  inOrganization(organizationId, ({ db }) =>
    db.runStep.create({
      data: {
        organizationId,
        runId: run.runId,
        nodeId,
        startedAt: step.startedAt,
        ...(step.until
          ? { state: "waiting", output: { until: step.until.toISOString(), port: "done" } }
          : { state: "settled", port: "done", endedAt: step.endedAt }),
      },
    }),
  );

/** The names by which a sweep asked the engine to start the run. */
async function started(): Promise<string[]> {
  const sent = await inOrganizationFast(organizationId, (tx) =>
    tx.query<{ dedupeId: string }>(`SELECT dedupe_id AS "dedupeId" FROM outbox WHERE name = $1`, [
      runEventName(run.workflowId),
    ]),
  );
  return sent.map(({ dedupeId }) => dedupeId);
}

/** By a name that the engine has not seen: by the first one it would take no second run. */
const again = () => [expect.stringMatching(`^run:${run.runId}:again:`)];

test("a run whose wait ended long ago, and nothing came of it, is started again by a name of its own", async () => {
  await stands("wait", { startedAt: minutesAgo(25), until: minutesAgo(11) });
  await sweepRuns("1");
  expect(await started()).toEqual(again());
});

test("so is one that stopped between two nodes", async () => {
  await stands("first", { startedAt: minutesAgo(25), endedAt: minutesAgo(11) });
  await sweepRuns("1");
  expect(await started()).toEqual(again());
});

test.each([
  ["waits for a moment to come", [{ startedAt: minutesAgo(25), until: minutesAgo(-60) }]],
  ["went on a moment ago", [{ startedAt: minutesAgo(25), endedAt: minutesAgo(1) }]],
  ["was due only a moment ago", [{ startedAt: minutesAgo(25), until: minutesAgo(1) }]],
  [
    "still goes on elsewhere",
    [
      { startedAt: minutesAgo(25), until: minutesAgo(11) },
      { startedAt: minutesAgo(2), endedAt: minutesAgo(1) },
    ],
  ],
])("a run that %s is left alone", async (_, steps) => {
  for (const [index, step] of steps.entries()) await stands(`node-${index}`, step);
  await sweepRuns("1");
  expect(await started()).toEqual([]);
});

test("a run that has ended is left alone", async () => {
  await stands("wait", { startedAt: minutesAgo(25), until: minutesAgo(11) });
  await inOrganization(organizationId, ({ db }) =>
    db.run.updateMany({ where: { id: run.runId }, data: { status: "failed", endedAt: new Date() } }),
  );
  await sweepRuns("1");
  expect(await started()).toEqual([]);
});

test("a run that only waits for a moment to come is left to itself; one whose moment has come is looked at", async () => {
  await stands("wait", { startedAt: minutesAgo(25), until: minutesAgo(-60) });
  await inOrganization(organizationId, ({ db }) =>
    db.run.updateMany({ where: { id: run.runId }, data: { status: "waiting" } }),
  );
  const open = [{ id: run.runId, status: "waiting" as const }];
  expect([...(await findAtRest(organizationId, open))]).toEqual([run.runId]);
  await inOrganization(organizationId, ({ db }) =>
    db.runStep.updateMany({
      where: { runId: run.runId },
      data: { output: { until: minutesAgo(11).toISOString(), port: "done" } },
    }),
  );
  expect(await findAtRest(organizationId, open)).toEqual(new Set());
  await sweepRuns("1");
  expect(await started()).toEqual(again());
});

test("a run that waits for an event is left to itself; once that has come it is looked at, also when the engine lost it", async () => {
  const waits = (more: object) => {
    const awaits = { endpointId: randomUUID(), match: { order: "a-1" } };
    const output = { awaits, until: minutesAgo(-60).toISOString(), ...more };
    return inOrganization(organizationId, ({ db }) =>
      db.runStep.updateMany({ where: { runId: run.runId }, data: { output } }),
    );
  };
  await stands("wait", { startedAt: minutesAgo(25), until: minutesAgo(-60) });
  await inOrganization(organizationId, ({ db }) =>
    db.run.updateMany({ where: { id: run.runId }, data: { status: "waiting" } }),
  );
  const open = [{ id: run.runId, status: "waiting" as const }];
  await waits({});
  expect([...(await findAtRest(organizationId, open))]).toEqual([run.runId]);
  await sweepRuns("1");
  expect(await started()).toEqual([]);
  await waits({ cameAt: minutesAgo(11).toISOString() });
  expect(await findAtRest(organizationId, open)).toEqual(new Set());
  await sweepRuns("2");
  expect(await started()).toEqual(again());
  const woken = await inOrganizationFast(organizationId, (tx) =>
    tx.query("SELECT 1 FROM outbox WHERE name = $1", [wakeEventName(run.runId, "wait")]),
  );
  expect(woken).toHaveLength(1);
});
