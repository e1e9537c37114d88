import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { wakeEventName } from "@/server/db/outbox";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { readEffectProgress } from "@/server/effects/progress";
import { previewReversal } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import { sweepRuns } from "@/server/runs/sweep-runs";
import { JUST_NOW } from "@/server/testing/clock";
import { effectOf, passTime, perform, verbsOf } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { makeWorkflow, node, type TestWorkflow } from "@/server/testing/workflow";
import type { JsonObject } from "@/workflow/json";
import type { EffectRequest } from "@/workflow/ports";

let organization: TestOrganization;
let parent: TestRun;
let child: TestWorkflow;
beforeAll(async () => {
  organization = await makeOrganization();
});
beforeEach(async () => {
  parent = await makeRun(organization.id);
  const fields = [{ key: "amount", label: "Amount", type: "number", required: true }];
  const given = node("given", "called", { fields, subjectField: "" });
  child = await makeWorkflow(organization.id, { nodes: [given], edges: [] }, "Child");
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const within = <T>(work: Parameters<typeof inOrganization<T>>[1]) => inOrganization(organization.id, work);
const start = (more: JsonObject = {}): EffectRequest => ({
  action: "workflows.start",
  input: { workflowId: child.workflowId, inputs: { amount: "12" }, wait: true, ...more },
  summary: "Start “Child”",
});
const act = (request: EffectRequest, nodeId = "call") => perform(organization.id, parent, nodeId, request);
const started = () =>
  within(({ db }) => db.event.findMany({ where: { endpoint: { workflowId: child.workflowId } } }));

/** The run that the router would make of the event, as it ended. */
async function childRun(status: "done" | "canceled", endedAt = new Date()): Promise<void> {
  const [event] = await started();
  const { workflowId, versionId } = child;
  const data = { organizationId: organization.id, workflowId, versionId, eventId: event?.id ?? "" };
  await within(({ db }) =>
    db.run.create({ data: { ...data, triggerNodeId: "given", status, endedAt, reason: "As it went." } }),
  );
}

describe("starting a workflow", () => {
  test("raises one event, by the key of the action, with what the trigger declares", async () => {
    const { effectId, state, reason } = await act(start());
    expect({ state, reason }).toEqual({ state: "pending", reason: "Waits for a run of “Child” to end." });
    const { key } = await effectOf(organization.id, effectId);
    expect(await started()).toMatchObject([
      { externalId: key, body: { amount: 12 }, causeRunId: parent.runId, depth: 1, routedAt: null },
    ]);
  });

  test("again by the same node, or after its answer was lost, starts nothing a second time", async () => {
    const { effectId } = await act(start());
    expect((await act(start())).effectId).toBe(effectId);
    await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `UPDATE effect SET state = 'sending', lease_owner = 'gone', lease_until = ${JUST_NOW} WHERE id = $1::uuid`,
        [effectId],
      ),
    );
    await passTime(organization.id);
    while ((await drainOnce()) > 0);
    expect((await effectOf(organization.id, effectId)).state).toBe("pending");
    expect(await started()).toHaveLength(1);
  });

  test("without waiting is confirmed once the event is kept", async () => {
    const progress = await act(start({ wait: false }));
    expect(progress).toMatchObject({ state: "confirmed", result: { workflow: "Child" } });
  });

  test("cannot be taken back, and says what to do instead", async () => {
    const { effectId } = await act(start({ wait: false }));
    const preview = await previewReversal(organization.id, effectId);
    expect(preview).toMatchObject({ possible: false, sentence: expect.stringMatching(/Cancel it/) });
  });

  test.each([
    ["what it needs is absent", { inputs: {} }, /“Child” cannot start with this: Fill in “Amount”/],
    ["what it is given is of another kind", { inputs: { amount: "many" } }, /“Amount” must be a number/],
    ["it is not there", { workflowId: "00000000-0000-4000-8000-000000000000" }, /not there any more/],
  ])("asks a person when %s", async (_, input, sentence) => {
    expect(await act(start(input))).toMatchObject({
      state: "blocked",
      reason: expect.stringMatching(sentence),
    });
    expect(await started()).toEqual([]);
  });

  test("asks a person when it has no trigger for that, or is archived", async () => {
    const other = await makeWorkflow(organization.id, { nodes: [], edges: [] }, "Other");
    expect((await act(start({ workflowId: other.workflowId }), "one")).reason).toMatch(
      /“Other” has no trigger/,
    );
    await within(({ db }) =>
      db.workflow.updateMany({ where: { id: child.workflowId }, data: { status: "archived" } }),
    );
    expect((await act(start(), "two")).reason).toMatch(/“Child” is archived/);
  });
});

describe("whoever waits for the other run", () => {
  test("learns that it is done when they look, and the log with them", async () => {
    const { effectId } = await act(start());
    await childRun("done");
    const progress = await readEffectProgress(organization.id, effectId);
    expect(progress).toMatchObject({ state: "confirmed", settled: true, result: { result: {} } });
    expect(await verbsOf(organization.id, effectId)).toEqual([
      "action.intended",
      "action.awaited",
      "action.confirmed",
    ]);
  });

  test("learns that it was canceled, and why", async () => {
    const { effectId } = await act(start());
    await childRun("canceled");
    const progress = await readEffectProgress(organization.id, effectId);
    expect(progress).toMatchObject({
      state: "failed",
      reason: "The run of “Child” was canceled. As it went.",
    });
  });

  test("is woken by the sweep when nobody told them", async () => {
    const { effectId } = await act(start());
    const step = { organizationId: organization.id, runId: parent.runId, nodeId: "call" };
    await within(({ db }) =>
      db.runStep.create({ data: { ...step, state: "waiting", output: { effectId } } }),
    );
    const woken = () =>
      within(({ db }) => db.outbox.count({ where: { name: wakeEventName(parent.runId, "call") } }));
    await sweepRuns("1");
    expect(await woken()).toBe(0);
    await childRun("done", new Date(Date.now() - 60_000));
    await sweepRuns("2");
    expect(await woken()).toBe(1);
  });
});
