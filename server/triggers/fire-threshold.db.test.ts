import { randomUUID } from "node:crypto";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { routeEvents } from "@/server/runs/route-events";
import { stopClock } from "@/server/testing/clock";
import {
  fireAll,
  makeTimedOrganization,
  type TimedOrganization,
  TimedWorkflow,
  threshold,
} from "@/server/testing/timed";
import { setStatus } from "@/server/workflows/set-status";
import type { JsonObject } from "@/workflow/json";
import { fireTriggers } from "./fire-triggers";
import { noteNewDates } from "./note-new-dates";

let organization: TimedOrganization;
let collectionId: string;
beforeEach(async () => {
  organization = await makeTimedOrganization();
  const collection = await inOrganization(organization.id, ({ db }) =>
    db.collection.create({
      data: {
        organizationId: organization.id,
        key: "loans",
        name: "Loans",
        titleField: "name",
        fields: [
          { key: "name", label: "Name", type: "text" },
          { key: "due", label: "Due", type: "date" },
          { key: "status", label: "Status", type: "text" },
        ],
      },
    }),
  );
  collectionId = collection.id;
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const publishAt = async (moment: string, settings: JsonObject = {}) => {
  await stopClock(moment);
  return TimedWorkflow.publish(organization, threshold({ collectionId, field: "due", ...settings }));
};

async function lend(data: JsonObject): Promise<string> {
  const record = await inOrganization(organization.id, ({ db }) =>
    db.record.create({ data: { organizationId: organization.id, collectionId, data } }),
  );
  return record.id;
}

const alter = (id: string, data: JsonObject) =>
  inOrganization(organization.id, ({ db }) => db.record.updateMany({ where: { id }, data: { data } }));

async function look(moment?: string): Promise<void> {
  if (moment) await stopClock(moment);
  while (await noteNewDates());
  await fireAll();
}

async function titles(workflow: TimedWorkflow): Promise<unknown[]> {
  return (await workflow.events()).map(({ body }) => body.title).sort();
}

test("three days before, at nine, once: with the record as other nodes hand it on, and its name as the run's subject", async () => {
  const workflow = await publishAt("2026-05-01T00:00:00Z");
  const id = await lend({ name: "Camera", due: "2026-05-10" });
  await look("2026-05-07T08:59:59Z");
  expect(await workflow.events()).toEqual([]);
  await look("2026-05-07T09:00:00Z");
  await look("2026-05-07T09:00:00Z");
  await look("2026-05-20T00:00:00Z");
  expect(await workflow.events()).toMatchObject([
    {
      body: {
        id,
        version: 1,
        title: "Camera",
        record: { name: "Camera", due: "2026-05-10" },
        reachedAt: "2026-05-07T09:00:00+00:00",
      },
    },
  ]);
  await routeEvents();
  const runs = await inOrganization(organization.id, ({ db }) => db.run.findMany());
  expect(runs).toMatchObject([{ workflowId: workflow.id, subject: "Camera" }]);
});

test("another date is another crossing; the same date again is not", async () => {
  const workflow = await publishAt("2026-05-01T00:00:00Z", {
    offset: { amount: 0, unit: "days", direction: "after" },
  });
  const id = await lend({ name: "Camera", due: "2026-05-10" });
  await look("2026-05-10T09:00:00Z");
  await alter(id, { name: "Camera", due: "2026-05-12" });
  await look("2026-05-11T09:00:00Z");
  await look("2026-05-12T09:00:00Z");
  await alter(id, { name: "Camera", due: "2026-05-10T00:00:00Z" });
  await alter(id, { name: "Camera", due: "2026-05-12" });
  await look("2026-05-13T09:00:00Z");
  expect((await workflow.events()).map(({ body }) => body.reachedAt)).toEqual([
    "2026-05-10T09:00:00+00:00",
    "2026-05-12T09:00:00+00:00",
  ]);
});

test("a date that is moved away in time does not fire", async () => {
  const workflow = await publishAt("2026-05-01T00:00:00Z");
  const id = await lend({ name: "Camera", due: "2026-05-10" });
  await look();
  await alter(id, { name: "Camera", due: "2026-06-10" });
  await look("2026-05-07T09:00:00Z");
  expect(await workflow.events()).toEqual([]);
  await look("2026-06-07T09:00:00Z");
  expect(await workflow.events()).toHaveLength(1);
});

test.each([
  [
    "the day in Berlin",
    "Europe/Berlin",
    { amount: 0, unit: "days", direction: "after" },
    "2026-03-29",
    "02:30",
    "2026-03-29T01:00:00Z",
  ],
  [
    "the day on Lord Howe",
    "Australia/Lord_Howe",
    { amount: 0, unit: "days", direction: "after" },
    "2026-04-05",
    "01:45",
    "2026-04-04T14:45:00Z",
  ],
  [
    "two business days after a Friday",
    "America/New_York",
    { amount: 2, unit: "business-days", direction: "after" },
    "2026-10-30",
    "09:00",
    "2026-11-03T14:00:00Z",
  ],
  [
    "two hours before a moment",
    "UTC",
    { amount: 2, unit: "hours", direction: "before" },
    "2026-05-10T12:00:00+02:00",
    "09:00",
    "2026-05-10T08:00:00Z",
  ],
])("%s: at that moment and not before", async (_, timeZone, offset, due, at, expected) => {
  const workflow = await publishAt("2026-01-01T00:00:00Z", { timeZone, offset, at });
  await lend({ name: "Camera", due });
  await look(new Date(Date.parse(expected) - 1).toISOString());
  expect(await workflow.events()).toEqual([]);
  await look(expected);
  expect(await workflow.events()).toHaveLength(1);
});

describe("after six hours without a scheduler", () => {
  test("every record that came due fires, each once, though a batch does not hold them all", async () => {
    const workflow = await publishAt("2026-05-01T00:00:00Z", {
      offset: { amount: 0, unit: "days", direction: "after" },
    });
    await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `INSERT INTO record (organization_id, collection_id, data)
         SELECT $1::uuid, $2::uuid, jsonb_build_object('name', n::text, 'due',
           CASE n % 2 WHEN 0 THEN '2026-05-10' ELSE '2026-05-10T0' || n % 10 || ':30:00Z' END)
         FROM generate_series(1, 1203) n`,
        [organization.id, collectionId],
      ),
    );
    while (await noteNewDates());
    await stopClock("2026-05-10T15:00:00Z");
    for (let round = 0; round < 4; round++)
      await Promise.all([fireTriggers(), fireTriggers(), noteNewDates()]);
    await look();
    const fired = await titles(workflow);
    expect(fired).toHaveLength(1203);
    expect(new Set(fired).size).toBe(1203);
  });

  test("a clock set back meanwhile repeats none of them", async () => {
    const workflow = await publishAt("2026-05-01T00:00:00Z");
    await lend({ name: "Camera", due: "2026-05-10" });
    await look("2026-05-07T15:00:00Z");
    await look("2026-05-07T08:50:00Z");
    await look("2026-05-07T09:00:00Z");
    expect(await workflow.events()).toHaveLength(1);
  });
});

describe("a record that comes after its moment", () => {
  test("fires at once when that moment lies after publishing", async () => {
    const workflow = await publishAt("2026-05-01T00:00:00Z");
    await look("2026-05-09T00:00:00Z");
    await lend({ name: "Late", due: "2026-05-10" });
    await lend({ name: "Long gone", due: "2025-05-10" });
    await look();
    expect(await titles(workflow)).toEqual(["Late"]);
  });

  test("is not lost when its transaction ends only after the scan has passed its date", async () => {
    const workflow = await publishAt("2026-05-01T00:00:00Z");
    await lend({ name: "In time", due: "2026-05-10" });
    await stopClock("2026-05-07T09:00:00Z");
    await inOrganizationFast(organization.id, async (tx) => {
      await tx.query(
        `INSERT INTO record (organization_id, collection_id, data) VALUES ($1::uuid, $2::uuid, $3::jsonb)`,
        [organization.id, collectionId, JSON.stringify({ name: "Slow", due: "2026-05-10" })],
      );
      await look("2026-05-07T09:00:01Z");
      expect(await titles(workflow)).toEqual(["In time"]);
    });
    await look();
    expect(await titles(workflow)).toEqual(["In time", "Slow"]);
  });
});

describe("what was past before it was published", () => {
  test("does not fire", async () => {
    await lend({ name: "Old", due: "2026-04-01" });
    const workflow = await publishAt("2026-05-01T00:00:00Z");
    await look("2026-05-02T00:00:00Z");
    expect(await workflow.events()).toEqual([]);
  });

  test("fires once when the builder says so, also over another publishing with other conditions", async () => {
    await lend({ name: "Old", due: "2026-04-01", status: "open" });
    const workflow = await publishAt("2026-05-01T00:00:00Z", { past: true });
    await look("2026-05-02T00:00:00Z");
    const rules = [{ left: { from: "event", path: ["record", "status"] }, operator: "is-present" }];
    await workflow.republish(
      threshold({ collectionId, field: "due", past: true, when: { combinator: "and", rules } }),
    );
    await look("2026-05-03T00:00:00Z");
    expect(await workflow.events()).toHaveLength(1);
  });
});

test("conditions are looked at when the moment comes", async () => {
  const rules = [
    {
      left: { from: "event", path: ["record", "status"] },
      operator: "is",
      right: { kind: "literal", value: "open" },
    },
  ];
  const workflow = await publishAt("2026-05-01T00:00:00Z", { when: { combinator: "and", rules } });
  await lend({ name: "Open", due: "2026-05-10", status: "open" });
  await lend({ name: "Closed", due: "2026-05-10", status: "closed" });
  const reopened = await lend({ name: "Reopened", due: "2026-05-10", status: "closed" });
  await alter(reopened, { name: "Reopened", due: "2026-05-10", status: "open" });
  await look("2026-05-07T09:00:00Z");
  expect(await titles(workflow)).toEqual(["Open", "Reopened"]);
});

test("records that were deleted, have no date, or hold something else in its place are left alone", async () => {
  const workflow = await publishAt("2026-05-01T00:00:00Z");
  const deleted = await lend({ name: "Deleted", due: "2026-05-10" });
  await inOrganization(organization.id, ({ db }) =>
    db.record.updateMany({ where: { id: deleted }, data: { deletedAt: new Date() } }),
  );
  for (const due of ["soon", "2026-02-30", "0000-00-00", "", 20260510, null])
    await lend({ name: randomUUID(), due });
  await lend({ name: "Whole", due: " 2026-05-10\n" });
  await look("2026-05-07T09:00:00Z");
  expect(await titles(workflow)).toEqual(["Whole"]);
});

test("a new version with the same date keeps what was fired and what is to come; other conditions count from then on", async () => {
  const workflow = await publishAt("2026-05-01T00:00:00Z");
  await lend({ name: "First", due: "2026-05-10" });
  await lend({ name: "Second", due: "2026-05-12" });
  await look("2026-05-07T09:00:00Z");
  await stopClock("2026-05-09T10:00:00Z");
  // The second came due an hour ago, and nobody has looked yet.
  await workflow.republish(threshold({ collectionId, field: "due", at: "10:30" }));
  await look("2026-05-09T11:00:00Z");
  expect(await titles(workflow)).toEqual(["First", "Second"]);
});

test("archived, it fires nothing", async () => {
  const workflow = await publishAt("2026-05-01T00:00:00Z");
  await lend({ name: "Camera", due: "2026-05-10" });
  await look();
  await inOrganization(organization.id, (tx) => setStatus(tx, workflow.id, "archive", organization.by));
  await look("2026-05-07T09:00:00Z");
  expect(await workflow.events()).toEqual([]);
});

test("a field that becomes a date is watched like any other", async () => {
  const fields = [
    { key: "name", label: "Name", type: "text" },
    { key: "due", label: "Due", type: "text" },
  ];
  const retype = (type: string) =>
    inOrganization(organization.id, ({ db }) =>
      db.collection.updateMany({
        data: { fields: fields.map((each) => (each.key === "due" ? { ...each, type } : each)) },
      }),
    );
  await retype("text");
  await lend({ name: "Camera", due: "2026-05-10" });
  await retype("date");
  const workflow = await publishAt("2026-05-01T00:00:00Z");
  await look("2026-05-07T09:00:00Z");
  expect(await titles(workflow)).toEqual(["Camera"]);
});

test("it sleeps until the next record is due, and a nearer one shortens that", async () => {
  await publishAt("2026-05-01T00:00:00Z");
  await lend({ name: "Camera", due: "2026-05-10" });
  await look("2026-05-07T08:00:00Z");
  const sleeps = async () => (await fireTriggers()) ?? Number.POSITIVE_INFINITY;
  expect(await sleeps()).toBe(3_600_000);
  await lend({ name: "Tripod", due: "2026-05-10T00:00:00Z" });
  await look();
  expect(await sleeps()).toBe(3_600_000);
});

test("what is due is found by an index, under row-level security", async () => {
  await inOrganizationFast(organization.id, async (tx) => {
    await tx.query(
      `INSERT INTO record (organization_id, collection_id, data)
       SELECT $1::uuid, $2::uuid, jsonb_build_object('due', (date '2026-01-01' + n)::text) FROM generate_series(1, 3000) n`,
      [organization.id, collectionId],
    );
    await tx.query("SET LOCAL enable_seqscan = off");
    const plan = await tx.query<{ "QUERY PLAN": string }>(
      `EXPLAIN SELECT record_id FROM record_date WHERE collection_id = $1::uuid AND field = 'due' AND whole_day = true
         AND at >= '2026-05-01' AND at < '2026-05-02' AND (at, record_id) > ('2026-04-30', '${randomUUID()}'::uuid)
       ORDER BY at, record_id LIMIT 500`.replace("$1", `'${collectionId}'`),
    );
    const text = plan.map((line) => line["QUERY PLAN"]).join("\n");
    expect(text).toContain("record_date_collection_id_field_whole_day_at_record_id_idx");
    expect(text).toMatch(/Index Cond:.*at >=/);
  });
});
