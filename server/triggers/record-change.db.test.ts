import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { performForPerson } from "@/server/effects/perform-for-person";
import { reverseEffect } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeCollection, perform } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { makeWorkflow, node } from "@/server/testing/workflow";
import { createWorkflow } from "@/server/workflows/create-workflow";
import { publishWorkflow } from "@/server/workflows/publish";
import { saveDraft } from "@/server/workflows/save-draft";
import { setStatus } from "@/server/workflows/set-status";
import type { Graph } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";

let organization: TestOrganization;
let collectionId: string;
beforeAll(async () => {
  organization = await makeOrganization();
});
beforeEach(async () => {
  ({ collectionId } = await makeCollection(organization.id));
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const settings = (more: JsonObject = {}) => ({
  collectionId,
  created: true,
  updated: true,
  deleted: true,
  fields: [],
  onOwnChanges: false,
  onReversals: false,
  ...more,
});
const drawing = (more: JsonObject = {}): Graph => ({
  nodes: [node("changed", "record-change", settings(more))],
  edges: [],
});

const events = (workflowId: string) =>
  inOrganization(organization.id, ({ db }) =>
    db.event.findMany({ where: { endpoint: { workflowId } }, orderBy: { receivedAt: "asc" } }),
  );

function asPerson(action: string, input: JsonObject) {
  return performForPerson(organization.people.admin, { action, input, summary: "By hand" }, "");
}
async function create(data: JsonObject): Promise<string> {
  const { result } = await asPerson("collections.create-record", { collectionId, data });
  return String(result.id);
}
const update = (recordId: string, changes: JsonObject) =>
  asPerson("collections.update-record", { recordId, changes });

describe("a record that is written", () => {
  test("raises one event a version, with the record as it is and as it was", async () => {
    const { workflowId } = await makeWorkflow(organization.id, drawing());
    const id = await create({ name: "Lamp", status: "open" });
    await update(id, { status: "closed" });
    await asPerson("collections.delete-record", { recordId: id });
    const raised = await events(workflowId);
    expect(raised.map(({ externalId, depth, causeRunId }) => [externalId, depth, causeRunId])).toEqual([
      [`${id}@1`, 0, null],
      [`${id}@2`, 0, null],
      [`${id}@3`, 0, null],
    ]);
    const open = { name: "Lamp", status: "open" };
    const closed = { name: "Lamp", status: "closed" };
    const same = { id, title: "Lamp" };
    expect(raised.map(({ body }) => body)).toEqual([
      { ...same, version: 1, change: "created", record: open, before: {}, changed: ["name", "status"] },
      { ...same, version: 2, change: "updated", record: closed, before: open, changed: ["status"] },
      { ...same, version: 3, change: "deleted", record: closed, before: closed, changed: ["name", "status"] },
    ]);
  });

  test("a hundred writes of the same are one change; a hundred different ones are a hundred", async () => {
    const { workflowId } = await makeWorkflow(organization.id, drawing({ created: false }));
    const id = await create({ name: "Lamp", status: "open" });
    const writes = (to: (at: number) => string) =>
      Promise.all(Array.from({ length: 100 }, (_, at) => update(id, { status: "closed", name: to(at) })));
    await writes(() => "Lamp");
    expect(await events(workflowId)).toHaveLength(1);
    await writes((at) => `Lamp ${at}`);
    const ids = (await events(workflowId)).map(({ externalId }) => externalId);
    expect(ids).toHaveLength(101);
    expect(new Set(ids).size).toBe(101);
  });

  test("that is refused raises nothing", async () => {
    const { workflowId } = await makeWorkflow(organization.id, drawing());
    await expect(create({ name: "Lamp", status: "lost" })).rejects.toThrow(/not one of/);
    expect(await events(workflowId)).toEqual([]);
  });

  test("starts only what listens: kinds, fields, a condition that has just become true", async () => {
    const listens = async (more: JsonObject) =>
      (await makeWorkflow(organization.id, drawing(more))).workflowId;
    const field = (key: string) => ({ from: "event", path: ["record", key] });
    const over = (amount: number): JsonObject => ({
      combinator: "and",
      rules: [{ left: field("amount"), operator: "greater-than", right: { kind: "literal", value: amount } }],
    });
    const created = await listens({ updated: false, deleted: false });
    const named = await listens({ created: false, deleted: false, fields: ["name"] });
    const crossing = await listens({ when: over(100) });
    const id = await create({ name: "Lamp", amount: "50" });
    await update(id, { amount: "150" });
    await update(id, { amount: "200" });
    await update(id, { amount: "20", name: "Small lamp" });
    await update(id, { amount: "101" });
    const versions = async (workflowId: string) =>
      (await events(workflowId)).map(({ body }) => (body as JsonObject).version);
    expect(await versions(created)).toEqual([1]);
    expect(await versions(named)).toEqual([4]);
    expect(await versions(crossing)).toEqual([2, 5]);
  });

  test("of another collection, or of another organization, is none of its business", async () => {
    const { workflowId } = await makeWorkflow(organization.id, drawing());
    const other = await makeCollection(organization.id);
    await asPerson("collections.create-record", { collectionId: other.collectionId, data: { name: "Lamp" } });
    expect(await events(workflowId)).toEqual([]);
  });

  test("taken back from the log starts only who asked for that", async () => {
    const quiet = await makeWorkflow(organization.id, drawing({ created: false }));
    const told = await makeWorkflow(organization.id, drawing({ created: false, onReversals: true }));
    const id = await create({ name: "Lamp", status: "open" });
    const { effectId } = await update(id, { status: "closed" });
    await reverseEffect(organization.people.admin, effectId, "A mistake.");
    expect(await events(quiet.workflowId)).toHaveLength(1);
    expect(await events(told.workflowId)).toHaveLength(2);
  });

  async function makeRunThatListens(more: JsonObject) {
    const run = await makeRun(organization.id, { document: drawing(more) });
    const kind = "record" as const;
    const data = { organizationId: organization.id, workflowId: run.workflowId, kind, nodeId: "changed" };
    await inOrganization(organization.id, ({ db }) =>
      db.endpoint.create({ data: { ...data, token: randomUUID(), collectionId } }),
    );
    return run;
  }

  test("by a workflow's own run does not start that workflow, unless it asked for that, and starts others", async () => {
    const own = await makeRunThatListens({});
    const asked = await makeRunThatListens({ onOwnChanges: true });
    const request = (name: string) => ({
      action: "collections.create-record",
      input: { collectionId, data: { name } },
      summary: name,
    });
    await perform(organization.id, own, "act", request("By own"));
    await perform(organization.id, asked, "act", request("By asked"));
    const names = async ({ workflowId }: { workflowId: string }) =>
      (await events(workflowId)).flatMap(({ body, depth }) =>
        depth > 0 ? [(body as JsonObject).title] : [],
      );
    expect(await names(own)).toEqual(["By asked"]);
    expect(await names(asked)).toEqual(["By own", "By asked"]);
  });
});

describe("what listens", () => {
  test("follows what is published, and sleeps while it is archived", async () => {
    const { builder } = organization.people;
    const within = <T>(work: Parameters<typeof inOrganization<T>>[1]) =>
      inOrganization(organization.id, work);
    const { id: workflowId } = await within((tx) =>
      createWorkflow(tx, { name: "Listener", document: drawing() }, builder),
    );
    const count = async () => (await events(workflowId)).length;
    await create({ name: "Before" });
    expect(await count()).toBe(0);

    await within((tx) => publishWorkflow(tx, { workflowId, revision: 1 }, builder));
    await create({ name: "Live" });
    expect(await count()).toBe(1);

    await within((tx) => setStatus(tx, workflowId, "pause", builder));
    await create({ name: "Paused: kept" });
    expect(await count()).toBe(2);

    await within((tx) => setStatus(tx, workflowId, "archive", builder));
    await create({ name: "Archived" });
    expect(await count()).toBe(2);

    await within((tx) => setStatus(tx, workflowId, "resume", builder));
    const other = await makeCollection(organization.id);
    const elsewhere = drawing({ collectionId: other.collectionId });
    await within((tx) => saveDraft(tx, { workflowId, revision: 1, document: elsewhere }, builder));
    await within((tx) => publishWorkflow(tx, { workflowId, revision: 2 }, builder));
    await create({ name: "No longer listened to" });
    expect(await count()).toBe(2);
  });
});
