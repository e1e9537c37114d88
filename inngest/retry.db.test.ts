import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { retryRun } from "@/server/runs/retry-run";
import { edge, makeWorkflow, node } from "@/server/testing/workflow";
import type { Graph } from "@/workflow/graph/schema";
import { arrive, startWorker, untilRun } from "./testing/line";

// A failed run, tried again from the start on the mended workflow.

let worker: { stop(): Promise<void> };
let organizationId: string;
let collectionId: string;

beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.stop());

beforeEach(async () => {
  organizationId = randomUUID();
  const fields = [{ key: "name", label: "Name", type: "text" }];
  const collection = { organizationId, key: "notes", name: "Notes", titleField: "name", fields };
  collectionId = await inOrganization(
    organizationId,
    async ({ db }) => (await db.collection.create({ data: collection })).id,
  );
});

const record = (id: string) =>
  node(id, "create-record", {
    collectionId,
    values: [{ field: "name", value: { kind: "literal", value: id } }],
  });

/** Two actions, then one that changes the record which the reference names. */
const drawing = (recordId: { from: string; path: string[] }): Graph => ({
  nodes: [
    node("start", "webhook", { fields: [], idField: "", subjectField: "" }),
    record("second"),
    record("third"),
    node("fourth", "update-record", {
      collectionId,
      recordId: { kind: "reference", reference: recordId },
      changes: [{ field: "name", value: { kind: "literal", value: "changed" } }],
    }),
  ],
  edges: ["start:started > second", "second:confirmed > third", "third:confirmed > fourth"].map((text) =>
    edge(text),
  ),
});

const names = () =>
  inOrganization(organizationId, async ({ db }) => {
    const rows = await db.record.findMany({ where: { collectionId }, orderBy: { createdAt: "asc" } });
    return rows.map(({ data }) => (data as { name: string }).name);
  });

const retry = (runId: string) =>
  inOrganizationFast(organizationId, (tx) =>
    retryRun(tx, runId, { kind: "person", id: randomUUID(), name: "Ana" }, "Mended."),
  );

test("i. what was confirmed is not done again: the mended node goes on with its results", async () => {
  const workflow = await makeWorkflow(organizationId, drawing({ from: "event", path: ["absent"] }));
  const event = await arrive(workflow, { name: "Ada" });
  const failed = await untilRun(workflow, event, ({ status }) => expect(status).toBe("failed"));
  expect(await names()).toEqual(["second", "third"]);

  await inOrganization(organizationId, async ({ db }) => {
    const document = toJson(drawing({ from: "third", path: ["id"] }));
    const version = await db.workflowVersion.create({
      data: { organizationId, workflowId: workflow.workflowId, number: 2, document },
    });
    await db.workflow.updateMany({
      where: { id: workflow.workflowId },
      data: { publishedVersionId: version.id },
    });
  });
  const { runId } = await retry(failed.id);
  const done = await untilRun(workflow, event, ({ id, status }) => {
    expect({ id, status }).toEqual({ id: runId, status: "done" });
  });
  expect(done.ports).toMatchObject({ second: "confirmed", third: "confirmed", fourth: "confirmed" });
  expect(await names()).toEqual(["second", "changed"]);
  const effects = await inOrganization(organizationId, ({ db }) => db.effect.findMany());
  expect(effects.map(({ nodeId, runId: of }) => [nodeId, of === runId]).sort()).toEqual([
    ["fourth", true],
    ["second", false],
    ["third", false],
  ]);
});

test("a run is tried again once, and only when it failed", async () => {
  const workflow = await makeWorkflow(organizationId, drawing({ from: "event", path: ["absent"] }));
  const event = await arrive(workflow, { name: "Ada" });
  const failed = await untilRun(workflow, event, ({ status }) => expect(status).toBe("failed"));
  await retry(failed.id);
  await expect(retry(failed.id)).rejects.toThrow("tried again already");

  const fine = await makeWorkflow(organizationId, drawing({ from: "third", path: ["id"] }));
  const done = await untilRun(fine, await arrive(fine, {}), ({ status }) => expect(status).toBe("done"));
  await expect(retry(done.id)).rejects.toThrow(
    "Only a run that failed can be tried again; this one is done.",
  );
});
