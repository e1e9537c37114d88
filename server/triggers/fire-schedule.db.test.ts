import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { updateSettings } from "@/server/organization/settings";
import { routeEvents } from "@/server/runs/route-events";
import { asOwner, stopClock } from "@/server/testing/clock";
import {
  fireAll,
  makeTimedOrganization,
  schedule,
  type TimedOrganization,
  TimedWorkflow,
} from "@/server/testing/timed";
import { type StatusChange, setStatus } from "@/server/workflows/set-status";
import { fireTriggers } from "./fire-triggers";

let organization: TimedOrganization;
beforeEach(async () => {
  organization = await makeTimedOrganization();
});
afterEach(() => {
  vi.restoreAllMocks();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const BERLIN = { repeat: "daily", at: "02:30", timeZone: "Europe/Berlin" };
const HOURLY = { repeat: "hours", hours: "1", timeZone: "UTC" };

async function publishAt(moment: string, settings: Parameters<typeof schedule>[0]): Promise<TimedWorkflow> {
  await stopClock(moment);
  return TimedWorkflow.publish(organization, schedule(settings));
}

async function firedAt(workflow: TimedWorkflow, ...moments: string[]): Promise<string[]> {
  for (const moment of moments) {
    await stopClock(moment);
    await fireAll();
  }
  return (await workflow.events()).map(({ externalId }) => externalId);
}

const change = (workflow: TimedWorkflow, to: StatusChange) =>
  inOrganization(organization.id, (tx) => setStatus(tx, workflow.id, to, organization.by));

describe("where the clocks change", () => {
  test.each([
    ["a time in the gap", "Europe/Berlin", "02:30", "2026-03-29", "2026-03-29T01:00:00.000Z"],
    ["a time in the overlap", "Europe/Berlin", "02:30", "2026-10-25", "2026-10-25T00:30:00.000Z"],
    ["a time in the gap", "America/New_York", "02:30", "2026-03-08", "2026-03-08T07:00:00.000Z"],
    ["a time in the overlap", "America/New_York", "01:30", "2026-11-01", "2026-11-01T05:30:00.000Z"],
    [
      "a time in the gap of half an hour",
      "Australia/Lord_Howe",
      "02:15",
      "2026-10-04",
      "2026-10-03T15:30:00.000Z",
    ],
    [
      "a time in the overlap of half an hour",
      "Australia/Lord_Howe",
      "01:45",
      "2026-04-05",
      "2026-04-04T14:45:00.000Z",
    ],
  ])("%s of %s fires once", async (_, timeZone, at, day, expected) => {
    const noonBefore = new Date(Date.parse(`${day}T00:00:00Z`) - 14 * 3_600_000);
    const workflow = await publishAt(noonBefore.toISOString(), { repeat: "daily", at, timeZone });
    // Through all that could count as that time.
    const looks = [-90, -60, -30, -1, 0, 1, 30, 60, 90].map((minutes) =>
      new Date(Date.parse(expected) + minutes * 60_000).toISOString(),
    );
    expect(await firedAt(workflow, ...looks)).toEqual([expected]);
  });
});

test("says when it was meant to fire, by the clocks there, and becomes a run like any event", async () => {
  const workflow = await publishAt("2026-06-01T12:00:00Z", BERLIN);
  await firedAt(workflow, "2026-06-02T00:30:00.004Z");
  expect(await workflow.events()).toMatchObject([
    {
      externalId: "2026-06-02T00:30:00.000Z",
      body: { scheduledFor: "2026-06-02T02:30:00+02:00", missed: 0 },
    },
  ]);
  await routeEvents();
  const runs = await inOrganization(organization.id, ({ db }) => db.run.findMany());
  expect(runs).toMatchObject([{ workflowId: workflow.id, triggerNodeId: "clock" }]);
});

test("after six hours without a scheduler there is one event, for the latest time, that counts the missed", async () => {
  const workflow = await publishAt("2026-06-01T06:30:00Z", HOURLY);
  expect(await firedAt(workflow, "2026-06-01T07:00:00Z", "2026-06-01T13:10:00Z")).toEqual([
    "2026-06-01T07:00:00.000Z",
    "2026-06-01T13:00:00.000Z",
  ]);
  expect((await workflow.events()).at(-1)?.body).toMatchObject({ missed: 5 });
});

test("a clock set back ten minutes, or forth and back, fires nothing twice and misses nothing", async () => {
  const workflow = await publishAt("2026-06-01T06:30:00Z", {
    repeat: "minutes",
    minutes: "5",
    timeZone: "UTC",
  });
  const seen = await firedAt(
    workflow,
    "2026-06-01T06:35:00Z",
    "2026-06-01T06:45:00Z",
    "2026-06-01T06:35:00Z",
    "2026-06-01T06:40:00Z",
    "2026-06-01T06:45:00Z",
    "2026-06-01T06:50:00Z",
  );
  expect(seen).toEqual(["06:35", "06:45", "06:50"].map((time) => `2026-06-01T${time}:00.000Z`));
});

test("many workers at once fire once, and later again", async () => {
  const workflow = await publishAt("2026-06-01T06:30:00Z", HOURLY);
  for (const hour of ["07", "08", "09"]) {
    await stopClock(`2026-06-01T${hour}:00:00Z`);
    await Promise.all(Array.from({ length: 8 }, fireTriggers));
  }
  expect(await workflow.events()).toHaveLength(3);
});

test("what fails before its commit leaves no event behind, and is fired later", async () => {
  const workflow = await publishAt("2026-06-01T06:30:00Z", HOURLY);
  await fireAll();
  await stopClock("2026-06-01T07:00:00Z");
  await asOwner(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no moving'; END $$;
    CREATE TRIGGER refuse BEFORE UPDATE ON trigger_cursor FOR EACH ROW EXECUTE FUNCTION refuse()`);
  const written = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  await fireAll();
  await asOwner("DROP TRIGGER refuse ON trigger_cursor; DROP FUNCTION refuse()");
  expect(written.mock.calls.join()).toContain("no moving");
  written.mockRestore();
  expect(await workflow.events()).toEqual([]);
  // It stood aside, so that the others flow; as if that minute had gone by.
  const now = performance.now();
  vi.spyOn(performance, "now").mockReturnValue(now + 61_000);
  await fireAll();
  expect(await workflow.events()).toHaveLength(1);
});

describe("what is published", () => {
  test("again with the same times keeps them: nothing is repeated or skipped", async () => {
    const workflow = await publishAt("2026-06-01T06:30:00Z", HOURLY);
    await firedAt(workflow, "2026-06-01T07:00:00Z");
    await stopClock("2026-06-01T08:00:30Z");
    await workflow.republish({ ...schedule(HOURLY), name: "Renamed" });
    expect(await firedAt(workflow, "2026-06-01T08:00:40Z", "2026-06-01T08:10:00Z")).toEqual([
      "2026-06-01T07:00:00.000Z",
      "2026-06-01T08:00:00.000Z",
    ]);
  });

  test("with other times counts from then on, after what was due before by the old ones", async () => {
    const workflow = await publishAt("2026-06-01T06:30:00Z", HOURLY);
    await stopClock("2026-06-01T07:20:00Z");
    await workflow.republish(schedule({ repeat: "daily", at: "07:10", timeZone: "UTC" }));
    expect(
      await firedAt(workflow, "2026-06-01T07:21:00Z", "2026-06-01T09:00:00Z", "2026-06-02T07:10:00Z"),
    ).toEqual(["2026-06-01T07:00:00.000Z", "2026-06-02T07:10:00.000Z"]);
  });

  test("without the trigger fires no more", async () => {
    const workflow = await publishAt("2026-06-01T06:30:00Z", HOURLY);
    await workflow.republish(schedule({ repeat: "daily", at: "12:00", timeZone: "UTC" }, "another"));
    expect(await firedAt(workflow, "2026-06-01T07:00:00Z", "2026-06-01T12:00:00Z")).toEqual([
      "2026-06-01T12:00:00.000Z",
    ]);
  });
});

test("paused: its times are kept as events and start nothing until it is resumed", async () => {
  const workflow = await publishAt("2026-06-01T06:30:00Z", HOURLY);
  await change(workflow, "pause");
  expect(await firedAt(workflow, "2026-06-01T07:00:00Z", "2026-06-01T08:00:00Z")).toHaveLength(2);
  const runs = () => inOrganization(organization.id, ({ db }) => db.run.count());
  await routeEvents();
  expect(await runs()).toBe(0);
  await change(workflow, "resume");
  await routeEvents();
  expect(await runs()).toBe(2);
});

test("archived: no time fires, and resuming makes up for none of them", async () => {
  const workflow = await publishAt("2026-06-01T06:30:00Z", HOURLY);
  await change(workflow, "archive");
  expect(await firedAt(workflow, "2026-06-01T07:00:00Z")).toEqual([]);
  await stopClock("2026-06-01T09:30:00Z");
  await change(workflow, "resume");
  expect(await firedAt(workflow, "2026-06-01T09:31:00Z", "2026-06-01T10:00:00Z")).toEqual([
    "2026-06-01T10:00:00.000Z",
  ]);
});

test("without a time zone of its own it goes by the organization's, also after that is changed", async () => {
  const workflow = await publishAt("2026-06-01T14:00:00Z", { repeat: "daily", at: "09:00", timeZone: "" });
  await inOrganization(organization.id, (tx) =>
    updateSettings(tx, { timeZone: "America/New_York" }, organization.by),
  );
  expect(await firedAt(workflow, "2026-06-02T09:00:00Z", "2026-06-02T13:00:00Z")).toEqual([
    "2026-06-02T13:00:00.000Z",
  ]);
});

test("tells how long it may sleep, also when nothing is to come", async () => {
  await asOwner("TRUNCATE trigger_cursor");
  expect(await fireTriggers()).toBeNull();
  await publishAt("2026-06-01T06:59:00Z", HOURLY);
  await fireAll();
  expect(await fireTriggers()).toBe(60_000);
  await stopClock("2026-06-01T07:00:00Z");
  expect(await fireTriggers()).toBe(0);
});
