import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inOrganization } from "@/server/db/in-organization";
import { edge, makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import type { JsonObject } from "@/workflow/json";
import { chip, note, start } from "./testing/chain-nodes";
import { arrive, startWorker, untilRun } from "./testing/line";

// “Wait for an event”, end to end: another system confirms later, earlier, about something else, or never.

let worker: { stop(): Promise<void> };
let organizationId: string;
let collectionId: string;
let notices: TestWorkflow;

beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.stop());

beforeEach(async () => {
  organizationId = randomUUID();
  const fields = [{ key: "name", label: "Name", type: "text" }];
  await inOrganization(organizationId, async ({ db }) => {
    const data = { organizationId, key: "notes", name: "Notes", titleField: "name", fields };
    collectionId = (await db.collection.create({ data })).id;
  });
  notices = await makeWorkflow(organizationId, { nodes: [start()], edges: [] });
});

async function draw(
  within: JsonObject = { amount: 3, unit: "days" },
  before: "ask-first" | "at-once" = "at-once",
) {
  const confirmed = node("confirmed", "wait-for-event", {
    endpointId: notices.endpoints.start?.id ?? "",
    match: [
      { field: "name", value: chip("event", "name") },
      { field: "email", value: { kind: "literal", value: "delivered" } },
    ],
    within,
  });
  const pause = node("pause", "wait", {
    mode: "duration",
    duration: { amount: 0.02, unit: "minutes" },
    until: { kind: "literal", value: "" },
  });
  const after = note(collectionId, "after", { name: chip("confirmed", "event", "name") });
  return makeWorkflow(organizationId, {
    nodes: [start(), pause, confirmed, after],
    edges: [
      ...(before === "ask-first"
        ? [edge("start:started > pause"), edge("pause:done > confirmed")]
        : [edge("start:started > confirmed")]),
      edge("confirmed:arrived > after"),
    ],
  });
}

const waits = ({ status, reason }: { status: string; reason: string }) => {
  expect(status).toBe("waiting");
  expect(reason).toContain("Waits for an event with name A-1");
};

test("goes on with the event that was meant, and with no other, also in another worker", async () => {
  const workflow = await draw();
  const event = await arrive(workflow, { name: "A-1" });
  await untilRun(workflow, event, waits);
  await arrive(notices, { name: "A-2", email: "delivered" });
  const other = await arrive(notices, { name: "A-1", email: "sent" });
  await untilRun(notices, other, ({ status }) => expect(status).toBe("done"));
  await untilRun(workflow, event, waits);
  await worker.stop();
  worker = await startWorker();
  await arrive(notices, { name: "a-1", email: "Delivered" });
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
  expect(run.ports).toMatchObject({ confirmed: "arrived", after: "confirmed" });
});

test("takes an event that came before its node began to wait", async () => {
  const workflow = await draw(undefined, "ask-first");
  const event = await arrive(workflow, { name: "A-1" });
  await untilRun(workflow, event, ({ status }) => expect(status).toBe("waiting"));
  await arrive(notices, { name: "A-1", email: "delivered" });
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
  expect(run.ports.confirmed).toBe("arrived");
});

test("takes the way for what is overdue once its time is over", async () => {
  const workflow = await draw({ amount: 0.02, unit: "minutes" });
  const event = await arrive(workflow, { name: "A-1" });
  const run = await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
  expect(run.ports).toEqual({ start: "started", confirmed: "overdue" });
});

test("wakes every run that waits for the same", async () => {
  const workflow = await draw();
  const events = [await arrive(workflow, { name: "A-1" }), await arrive(workflow, { name: "A-1" })];
  for (const event of events) await untilRun(workflow, event, waits);
  await arrive(notices, { name: "A-1", email: "delivered" });
  for (const event of events) await untilRun(workflow, event, ({ status }) => expect(status).toBe("done"));
});
