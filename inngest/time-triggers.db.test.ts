import { afterAll, expect, test, vi } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { stopClock } from "@/server/testing/clock";
import { makeTimedOrganization, schedule, TimedWorkflow, threshold } from "@/server/testing/timed";
import { startWorker } from "./testing/line";

afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

test("a worker that comes up catches up, carries the runs out, and hears of what is published and written since", async () => {
  const organization = await makeTimedOrganization();
  const { id: organizationId } = organization;
  const runs = () =>
    inOrganization(organizationId, ({ db }) => db.run.findMany({ orderBy: { startedAt: "asc" } }));
  await stopClock("2026-01-01T00:00:00Z");
  await TimedWorkflow.publish(organization, schedule({ repeat: "daily", at: "09:00", timeZone: "UTC" }));
  await stopClock();
  const worker = await startWorker();
  try {
    await vi.waitFor(async () => expect(await runs()).toMatchObject([{ status: "done" }]), {
      timeout: 10_000,
    });
    const collection = await inOrganization(organizationId, ({ db }) =>
      db.collection.create({
        data: {
          organizationId,
          key: "loans",
          name: "Loans",
          titleField: "name",
          fields: [
            { key: "name", label: "Name", type: "text" },
            { key: "due", label: "Due", type: "date" },
          ],
        },
      }),
    );
    await TimedWorkflow.publish(
      organization,
      threshold({
        collectionId: collection.id,
        field: "due",
        offset: { amount: 1, unit: "hours", direction: "before" },
      }),
    );
    const due = new Date(Date.now() + 30 * 60_000).toISOString();
    await inOrganization(organizationId, ({ db }) =>
      db.record.create({
        data: { organizationId, collectionId: collection.id, data: { name: "Camera", due } },
      }),
    );
    // An hour before was half an hour ago, before the publishing: not this one. The next is a moment ahead.
    const soon = new Date(Date.now() + 3_600_000 + 1_500).toISOString();
    await inOrganization(organizationId, ({ db }) =>
      db.record.create({
        data: { organizationId, collectionId: collection.id, data: { name: "Tripod", due: soon } },
      }),
    );
    await vi.waitFor(
      async () =>
        expect(await runs()).toMatchObject([{ status: "done" }, { status: "done", subject: "Tripod" }]),
      { timeout: 10_000 },
    );
  } finally {
    await worker.stop();
  }
});
