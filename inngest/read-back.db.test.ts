import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { edge, makeWorkflow, node } from "@/server/testing/workflow";
import type { JsonObject } from "@/workflow/json";
import { chip, note, start } from "./testing/chain-nodes";
import { arrive, startWorker, untilRun } from "./testing/line";

// “Read a record back”, end to end: what a run meant is looked for until it stands there, or its time is over.

let worker: { stop(): Promise<void> };
let organizationId: string;
let collectionId: string;

beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.stop());

beforeEach(async () => {
  organizationId = randomUUID();
  const fields = ["name", "status"].map((key) => ({ key, label: key, type: "text" }));
  await inOrganization(organizationId, async ({ db }) => {
    const data = { organizationId, key: "orders", name: "Orders", titleField: "name", fields };
    collectionId = (await db.collection.create({ data })).id;
  });
});

async function draw(within: JsonObject) {
  const verify = node("verify", "read-back", {
    collectionId,
    filters: [{ field: "name", operator: "is", value: chip("event", "name") }],
    expected: [{ field: "status", operator: "is", value: { kind: "literal", value: "refunded" } }],
    patience: "until",
    within,
  });
  const after = note(collectionId, "after", {
    name: { kind: "literal", value: "note" },
    status: chip("verify", "reason"),
  });
  return makeWorkflow(organizationId, {
    nodes: [start(), verify, after],
    edges: [edge("start:started > verify"), edge("verify:as-meant > after")],
  });
}

const order = (status: string) =>
  inOrganization(organizationId, ({ db }) =>
    db.record.create({ data: { organizationId, collectionId, data: { name: "A-1", status } } }),
  );

test("waits in words while the record is not as meant, survives the end of its worker, and goes on once it is", async () => {
  const { id } = await order("open");
  const workflow = await draw({ amount: 1, unit: "days" });
  const event = await arrive(workflow, { name: "A-1" });
  await untilRun(workflow, event, ({ status, reason }) =>
    expect([status, reason]).toEqual(["waiting", "Not as meant: status open is not refunded"]),
  );
  await worker.stop();
  worker = await startWorker();
  const data = { name: "A-1", status: "refunded" };
  await inOrganization(organizationId, ({ db }) => db.record.update({ where: { id }, data: { data } }));
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
  expect(run.ports).toMatchObject({ verify: "as-meant", after: "confirmed" });
});

test("takes the way for what is missing once its time is over", async () => {
  const workflow = await draw({ amount: 0.05, unit: "minutes" });
  const event = await arrive(workflow, { name: "A-1" });
  await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
  expect(run.ports).toEqual({ start: "started", verify: "not-found" });
});
