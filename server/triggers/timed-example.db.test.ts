import { afterAll, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeTimedOrganization, schedule, TimedWorkflow, threshold } from "@/server/testing/timed";
import { sampleEvents } from "@/server/workflows/sample-events";
import { runTest } from "@/server/workflows/test-run";

afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

test("a drawing that time starts is tried on the next time, and on a record that is there", async () => {
  const { id: organizationId, by } = await makeTimedOrganization();
  const collectionId = await inOrganization(organizationId, async ({ db }) => {
    const fields = [{ key: "due", label: "Due", type: "date" }];
    const collection = await db.collection.create({
      data: { organizationId, key: "loans", name: "Loans", titleField: "due", fields },
    });
    for (const due of ["2026-05-10", "not yet"]) {
      await db.record.create({ data: { organizationId, collectionId: collection.id, data: { due } } });
    }
    return collection.id;
  });
  const workflow = await TimedWorkflow.publish(
    { id: organizationId, by },
    schedule({ repeat: "daily", at: "09:00", timeZone: "UTC" }, "daily"),
    threshold({ collectionId, field: "due" }, "due"),
  );
  const samples = await inOrganization(organizationId, (tx) => sampleEvents(tx, workflow.id));
  expect(samples.map(({ triggerNodeId, body }) => [triggerNodeId, body])).toEqual([
    ["daily", { scheduledFor: expect.stringMatching(/T09:00:00\+00:00$/), missed: 0 }],
    [
      "due",
      expect.objectContaining({
        record: { due: "2026-05-10" },
        version: 1,
        reachedAt: "2026-05-07T09:00:00+00:00",
      }),
    ],
  ]);
  for (const { triggerNodeId, body } of samples) {
    const { steps } = await inOrganization(organizationId, (tx) =>
      runTest(tx, { workflowId: workflow.id, triggerNodeId, event: body }),
    );
    expect(steps).toMatchObject([{ nodeId: triggerNodeId, port: "started", output: body, problem: null }]);
  }
});
