import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { toJson } from "@/server/db/json";
import { performForPerson } from "@/server/effects/perform-for-person";
import { readHealth } from "@/server/operations/health";
import { decideReview } from "@/server/reviews/decide-review";
import { cancelRun } from "@/server/runs/cancel-run";
import { getRun } from "@/server/runs/get-run";
import { makeCollection } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { edge, makeWorkflow, type TestWorkflow } from "@/server/testing/workflow";
import type { GraphNode } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import { approval, call, changed, chip, given, mark, note, start, stuck } from "./testing/chain-nodes";
import { arrive, startWorker, untilRun } from "./testing/line";

// Runs that start runs, end to end: by the records they write, and by starting one another.

let worker: { stop(): Promise<void> };
let organization: TestOrganization;
let collectionId: string;
beforeAll(async () => {
  worker = await startWorker();
});
afterAll(() => worker.stop());
beforeEach(async () => {
  organization = await makeOrganization();
  ({ collectionId } = await makeCollection(organization.id));
});

const draw = (name: string, nodes: GraphNode[], ...edges: string[]) =>
  makeWorkflow(organization.id, { nodes, edges: edges.map((each) => edge(each)) }, name);

function byHand(action: string, input: JsonObject) {
  return performForPerson(organization.people.admin, { action, input, summary: "By hand" }, "");
}

const eventsOf = ({ workflowId }: TestWorkflow) =>
  inOrganization(organization.id, ({ db }) =>
    db.event.findMany({
      where: { endpoint: { workflowId } },
      include: { runs: true },
      orderBy: [{ receivedAt: "asc" }],
    }),
  );

/** Resolves once this many events have come to a workflow, and all their runs have ended. */
const settled = (workflow: TestWorkflow, count: number) =>
  vi.waitFor(
    async () => {
      const events = await eventsOf(workflow);
      expect(events).toHaveLength(count);
      for (const { routedAt, runs } of events) {
        expect(routedAt).not.toBeNull();
        for (const { status } of runs) expect(["done", "failed", "canceled"]).toContain(status);
      }
      return events;
    },
    { timeout: 15_000, interval: 50 },
  );

const audited = (verb: string) =>
  inOrganization(organization.id, ({ db }) =>
    db.auditEntry.findMany({ where: { verb }, orderBy: { id: "asc" } }),
  );

/** Where a run's page leads to other runs. */
async function linksOf(runId: string) {
  const { timeline } = await inOrganizationFast(organization.id, (tx) => getRun(tx, runId));
  return timeline.flatMap(({ summary, otherRunId }) => (otherRunId === null ? [] : [[summary, otherRunId]]));
}

const openReview = () =>
  vi.waitFor(
    () =>
      inOrganization(organization.id, ({ db }) =>
        db.review.findFirstOrThrow({ where: { status: "open", kind: "approval" } }),
      ),
    { timeout: 15_000, interval: 50 },
  );

async function decide(answer: string): Promise<void> {
  const by = organization.people.reviewer;
  const review = await openReview();
  await inOrganizationFast(organization.id, async (tx) => {
    const { id: reviewId, contentHash } = review;
    await decideReview(tx, { reviewId, contentHash, answer, rationale: "It is right.", by });
  });
}

describe("k. a workflow that changes the record that starts it", () => {
  test("runs once: its own change does not start it again", async () => {
    const workflow = await draw(
      "Own",
      [changed(collectionId, "name"), mark(collectionId, "name")],
      "changed:started > mark",
    );
    const { result } = await byHand("collections.create-record", { collectionId, data: { name: "Lamp" } });
    await byHand("collections.update-record", { recordId: result.id ?? "", changes: { name: "Desk lamp" } });
    await settled(workflow, 1);
    const record = await inOrganization(organization.id, ({ db }) =>
      db.record.findUniqueOrThrow({ where: { id: String(result.id) } }),
    );
    expect(record).toMatchObject({ version: 3, data: { name: 2 } });
    expect(await eventsOf(workflow)).toHaveLength(1);
  });

  test("and another that it starts by that stop each other at depth 8, and the log says so", async () => {
    const one = await draw(
      "One",
      [changed(collectionId, "name"), mark(collectionId, "currency")],
      "changed:started > mark",
    );
    const two = await draw(
      "Two",
      [changed(collectionId, "currency"), mark(collectionId, "name")],
      "changed:started > mark",
    );
    const { result } = await byHand("collections.create-record", { collectionId, data: { name: "Lamp" } });
    await byHand("collections.update-record", { recordId: result.id ?? "", changes: { name: "Desk lamp" } });
    const ones = await settled(one, 5);
    const twos = await settled(two, 4);
    expect(ones.map(({ depth, runs }) => [depth, runs.length])).toEqual([
      [0, 1],
      [2, 1],
      [4, 1],
      [6, 1],
      [8, 0],
    ]);
    expect(twos.map(({ depth, runs }) => [depth, runs.length])).toEqual([
      [1, 1],
      [3, 1],
      [5, 1],
      [7, 1],
    ]);
    expect(ones.at(-1)?.note).toMatch(/8 times in a row, so “One” was not started again/);
    expect(ones.at(-1)?.causeRunId).toBe(twos.at(-1)?.runs[0]?.id);
    expect(await audited("chain.stopped")).toMatchObject([
      { summary: "Stopped a chain of runs before it started “One” again", eventId: ones.at(-1)?.id },
    ]);
    const { stoppedChains } = await inOrganizationFast(organization.id, (tx) => readHealth(tx));
    expect(stoppedChains).toMatchObject([
      { workflow: { name: "One" }, sentence: ones.at(-1)?.note, causeRunId: ones.at(-1)?.causeRunId },
    ]);
  });
});

describe("nobody decides what they asked for", () => {
  test("also by changing the record that starts the run", async () => {
    await draw("Change", [changed(collectionId, "name"), approval()], "changed:started > ask");
    const { result } = await byHand("collections.create-record", { collectionId, data: { name: "Lamp" } });
    await byHand("collections.update-record", { recordId: result.id ?? "", changes: { name: "Desk lamp" } });
    expect((await openReview()).requestedBy).toBe(organization.people.admin.id);
  });

  test("also where another run asks on behalf of theirs", async () => {
    const child = await draw("Child", [given("name"), approval()], "given:started > ask");
    const parent = await draw("Parent", [start(), call(child.workflowId)], "start:started > call");
    const { email } = organization.people.reviewer;
    await arrive(parent, { name: "Ada", email });
    expect((await openReview()).requestedBy).toBe(email);
    await expect(decide("approve")).rejects.toThrow(/asked for this yourself/);
  });
});

describe("a workflow that starts another", () => {
  test("waits for it through its review, and goes on with what it gave", async () => {
    const child = await draw("Child", [given("name"), approval()], "given:started > ask");
    const parent = await draw(
      "Parent",
      [
        start(),
        call(child.workflowId),
        note(collectionId, "after", { name: chip("call", "result", "rationale") }),
      ],
      "start:started > call",
      "call:confirmed > after",
    );
    const event = await arrive(parent, { name: "Ada" });
    const waiting = await untilRun(parent, event, ({ status }) => expect(status).toBe("waiting"));
    expect(waiting.reason).toBe("Waits for a run of “Child” to end.");
    await decide("approve");
    const run = await untilRun(parent, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports).toEqual({ start: "started", call: "confirmed", after: "confirmed" });
    const [started] = await settled(child, 1);
    expect(started).toMatchObject({ causeRunId: run.id, depth: 1, body: { name: "Ada" } });
    expect(started?.runs).toMatchObject([{ status: "done", subject: "Ada" }]);
    const childId = started?.runs[0]?.id ?? "";
    expect(await linksOf(run.id)).toEqual([["Started “Child” for Ada", childId]]);
    expect(await linksOf(childId)).toEqual([["Started by “Parent” for Ada", run.id]]);
    const [written] = await inOrganization(organization.id, ({ db }) =>
      db.record.findMany({ where: { collectionId } }),
    );
    expect(written?.data).toEqual({ name: "It is right." });
  });

  test("goes on at once where it is not to wait", async () => {
    const child = await draw("Child", [given("name"), approval()], "given:started > ask");
    const parent = await draw(
      "Parent",
      [start(), call(child.workflowId, { wait: false })],
      "start:started > call",
    );
    const event = await arrive(parent, { name: "Ada" });
    const run = await untilRun(parent, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports.call).toBe("confirmed");
    await vi.waitFor(async () =>
      expect((await eventsOf(child))[0]?.runs).toMatchObject([{ status: "waiting" }]),
    );
  });

  test("takes the other way when that one fails, and says why", async () => {
    const child = await draw("Child", [given("name"), stuck(collectionId)], "given:started > stuck");
    const parent = await draw(
      "Parent",
      [start(), call(child.workflowId), note(collectionId, "mend", { name: chip("call", "reason") })],
      "start:started > call",
      "call:not-confirmed > mend",
    );
    const event = await arrive(parent, { name: "Ada" });
    const run = await untilRun(parent, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports).toEqual({ start: "started", call: "not-confirmed", mend: "confirmed" });
    const [written] = await inOrganization(organization.id, ({ db }) =>
      db.record.findMany({ where: { collectionId } }),
    );
    expect(written?.data).toEqual({
      name: expect.stringMatching(/^The run of “Child” failed\. stuck: .*nowhere/),
    });
  });

  test("takes the other way when that one is archived before it could start", async () => {
    const child = await draw("Child", [given("name"), approval()], "given:started > ask");
    const set = (status: "paused" | "archived") =>
      inOrganization(organization.id, ({ db }) =>
        db.workflow.updateMany({ where: { id: child.workflowId }, data: { status } }),
      );
    await set("paused");
    const parent = await draw("Parent", [start(), call(child.workflowId)], "start:started > call");
    const event = await arrive(parent, { name: "Ada" });
    await untilRun(parent, event, ({ status }) => expect(status).toBe("waiting"));
    await set("archived");
    const run = await untilRun(parent, event, ({ status }) => expect(status).toBe("done"));
    expect(run.ports.call).toBe("not-confirmed");
  });

  test("and is canceled leaves it to go on by itself, and the log says so", async () => {
    const child = await draw("Child", [given("name"), approval()], "given:started > ask");
    const parent = await draw("Parent", [start(), call(child.workflowId)], "start:started > call");
    const event = await arrive(parent, { name: "Ada" });
    const waiting = await untilRun(parent, event, ({ status }) => expect(status).toBe("waiting"));
    await vi.waitFor(async () =>
      expect((await eventsOf(child))[0]?.runs).toMatchObject([{ status: "waiting" }]),
    );
    await inOrganizationFast(organization.id, (tx) =>
      cancelRun(tx, waiting.id, { kind: "person", id: randomUUID(), name: "Ada" }, "No longer needed"),
    );
    expect(await audited("run.canceled")).toMatchObject([
      { summary: "Canceled “Parent” for Ada; the run of “Child” that it started goes on by itself" },
    ]);
    await decide("approve");
    const [started] = await settled(child, 1);
    expect(started?.runs).toMatchObject([{ status: "done" }]);
    const effects = await inOrganization(organization.id, ({ db }) => db.effect.findMany());
    expect(effects).toMatchObject([{ state: "confirmed", action: "workflows.start" }]);
  });

  test("that is itself is stopped at depth 8, and every run of the chain ends", async () => {
    const workflow = await draw("Itself", [given("name")]);
    const { workflowId, versionId } = workflow;
    const again = { nodes: [given("name"), call(workflowId)], edges: [edge("given:started > call")] };
    const next = await inOrganization(organization.id, ({ db }) =>
      db.workflowVersion.create({
        data: { organizationId: organization.id, workflowId, number: 2, document: toJson(again) },
      }),
    );
    expect(next.id).not.toBe(versionId);
    await inOrganization(organization.id, ({ db }) =>
      db.workflow.updateMany({ where: { id: workflowId }, data: { publishedVersionId: next.id } }),
    );
    await arrive(workflow, { name: "Ada" }, "given");
    const events = await settled(workflow, 9);
    expect(events.map(({ depth, runs }) => [depth, runs.map(({ status }) => status).join()])).toEqual([
      ...Array.from({ length: 8 }, (_, depth) => [depth, "done"]),
      [8, ""],
    ]);
    expect(await audited("chain.stopped")).toHaveLength(1);
  });
});
