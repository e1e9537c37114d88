import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import type { EffectRow } from "@/server/effects/effect-row";
import { reverseEffect } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import type { Viewer } from "@/server/identity/session";
import { updateRecordByHand } from "@/server/records/edit-record";
import { cancelRun } from "@/server/runs/cancel-run";
import { retryRun } from "@/server/runs/retry-run";
import { effectOf, makeCollection, perform, recordOf, setCap } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, makeRunOf, type TestRun } from "@/server/testing/run";
import { edge, makeWorkflow, node } from "@/server/testing/workflow";
import type { EffectRequest } from "@/workflow/ports";
import { decideItem } from "./decide-item";
import { previewRunReversal } from "./preview-run-reversal";
import { type RunReversal, readRunReversal } from "./read-reversal";
import { startRunReversal } from "./start-run-reversal";
import { workReversals } from "./work-reversals";

let organization: TestOrganization;
let admin: Viewer;
let run: TestRun;
let collectionId: string;
beforeAll(async () => {
  organization = await makeOrganization();
  ({ admin } = organization.people);
  ({ collectionId } = await makeCollection(organization.id));
  await setCap(organization, "EUR", "250");
});
beforeEach(async () => {
  run = await makeRun(organization.id);
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const inOrg = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);

function act(nodeId: string, action: string, input: EffectRequest["input"], of = run) {
  return perform(organization.id, of, nodeId, { action, input, summary: `${action} by ${nodeId}` });
}

const create = (nodeId: string, of = run) =>
  act(nodeId, "collections.create-record", { collectionId, data: { name: nodeId, status: "open" } }, of);
const update = (nodeId: string, recordId: string, changes: { [field: string]: string }) =>
  act(nodeId, "collections.update-record", { recordId, changes });
const pay = (nodeId: string, amount: string) =>
  act(nodeId, "collections.pay", { collectionId, amount, currency: "EUR", data: { name: nodeId } });

async function end(of = run, status = "done"): Promise<void> {
  await inOrg((tx) =>
    tx.query("UPDATE run SET status = $2::run_status, ended_at = clock_timestamp() WHERE id = $1::uuid", [
      of.runId,
      status,
    ]),
  );
}

const start = (of = run) => inOrg((tx) => startRunReversal(tx, of.runId, admin, "All of it was wrong."));
const preview = (of = run) => inOrg((tx) => previewRunReversal(tx, of.runId, admin.id));
const leave = (effectId: string) =>
  inOrg((tx) =>
    decideItem(tx, { runId: run.runId, effectId, decision: "leave", why: "Known by now.", by: admin }),
  );

async function work(of = run): Promise<RunReversal> {
  while (await workReversals());
  const reversal = await inOrg((tx) => readRunReversal(tx, of.runId));
  if (!reversal) throw new Error("Nobody asked for it.");
  return reversal;
}

const stateOf = async (effectId: string): Promise<EffectRow["state"]> =>
  (await effectOf(organization.id, effectId)).state;

function verbs(of = run): Promise<{ verb: string; why: string }[]> {
  return inOrg((tx) =>
    tx.query(
      "SELECT verb, why FROM audit_entry WHERE run_id = $1::uuid AND verb LIKE 'reversal.%' ORDER BY id",
      [of.runId],
    ),
  );
}

describe("a run that is taken back", () => {
  test("is shown beforehand as each action will stand at its turn, and taken back in reverse order", async () => {
    const created = await create("first");
    const recordId = String(created.result.id);
    const renamed = await update("second", recordId, { name: "Renamed" });
    const closed = await update("third", recordId, { status: "closed" });
    const paid = await pay("fourth", "100");
    await end();

    const foreseen = await preview();
    expect(foreseen).toMatchObject({ refusal: null, more: 0, counts: { now: 4 }, later: [] });
    expect(foreseen.items.map(({ effectId }) => effectId)).toEqual(
      [paid, closed, renamed, created].map(({ effectId }) => effectId),
    );
    expect(foreseen.items[1]).toMatchObject({ before: { status: "closed" }, after: { status: "open" } });

    await start();
    const reversal = await work();
    expect(reversal).toMatchObject({ status: "done", reason: "", counts: { done: 4 } });
    expect((await recordOf(organization.id, recordId)).deletedAt).not.toBeNull();
    const order = await inOrg((tx) =>
      tx.query<{ original: string }>(
        "SELECT reversal_of AS original FROM effect WHERE reversal_of IN (SELECT id FROM effect WHERE run_id = $1::uuid) ORDER BY settled_at",
        [run.runId],
      ),
    );
    expect(order.map(({ original }) => original)).toEqual(foreseen.items.map(({ effectId }) => effectId));
    expect((await verbs()).map(({ verb }) => verb)).toEqual(["reversal.started", "reversal.finished"]);
  });

  test("asked for twice at once is taken back once, and afterwards there is nothing left", async () => {
    const { effectId } = await create("once");
    await end();
    const begun = await Promise.all([1, 2, 3, 4].map(() => start()));
    expect(new Set(begun.map(({ reversalId }) => reversalId)).size).toBe(1);
    expect(begun.filter((each) => each.begun)).toHaveLength(1);
    await Promise.all([work(), work(), work()]);
    expect(await stateOf(effectId)).toBe("reversed");
    const entries = await inOrg((tx) =>
      tx.query("SELECT 1 FROM audit_entry WHERE run_id = $1::uuid AND verb = 'action.reversed'", [run.runId]),
    );
    expect(entries).toHaveLength(1);
    await expect(start()).rejects.toThrow(/Nothing is left to take back/);
  });

  test("while it still goes on is not taken back: it has to be canceled first", async () => {
    const { effectId } = await create("going");
    expect((await preview()).refusal).toMatch(/Cancel it first/);
    await expect(start()).rejects.toThrow(/Cancel it first/);
    await inOrg((tx) =>
      cancelRun(tx, run.runId, { kind: "person", id: admin.id, name: admin.name }, "Wrong."),
    );
    await start();
    await work();
    expect(await stateOf(effectId)).toBe("reversed");
  });

  test("needs a reason", async () => {
    await expect(inOrg((tx) => startRunReversal(tx, run.runId, admin, " "))).rejects.toThrow(/Say why/);
  });

  test("cannot be tried again from the start: what it did counts as done no more", async () => {
    await create("retry");
    await end(run, "failed");
    await start();
    await work();
    const again = inOrg((tx) =>
      retryRun(tx, run.runId, { kind: "person", id: admin.id, name: admin.name }, ""),
    );
    await expect(again).rejects.toThrow(/send its event anew/);
  });

  test.each([
    { onReversals: false, does: "does not start", events: 1 },
    { onReversals: true, does: "starts, where they were told to,", events: 2 },
  ])("$does workflows that listen to the records it takes away", async ({ onReversals, events }) => {
    const watched = await makeCollection(organization.id);
    const kinds = { created: true, updated: true, deleted: true, fields: [] };
    const { endpoints } = await makeWorkflow(organization.id, {
      nodes: [node("start", "record-change", { ...watched, ...kinds, onOwnChanges: false, onReversals })],
      edges: [],
    });
    await act("watched", "collections.create-record", { ...watched, data: { name: "watched" } });
    const raised = () =>
      inOrg((tx) => tx.query("SELECT 1 FROM event WHERE endpoint_id = $1::uuid", [endpoints.start?.id]));
    expect(await raised()).toHaveLength(1);
    await end();
    await start();
    expect(await work()).toMatchObject({ status: "done" });
    expect(await raised()).toHaveLength(events);
  });
});

describe("what belongs to it", () => {
  test("are the items of a for each, all attempts at its event, and the runs it started", async () => {
    const item = await perform(
      organization.id,
      run,
      "each",
      {
        action: "collections.create-record",
        input: { collectionId, data: { name: "item" } },
        summary: "Item",
      },
      { item: "3", itemId: "three" },
    );
    const second = await inOrganization(organization.id, async ({ db }) => {
      const { workflowId, versionId, eventId } = run;
      const data = {
        organizationId: organization.id,
        workflowId,
        versionId,
        eventId,
        triggerNodeId: "start",
      };
      const { id } = await db.run.create({ data: { ...data, attempt: 2, status: "waiting" } });
      return { ...run, runId: id };
    });
    const again = await create("second-attempt", second);
    const called = await startedRun(second);
    const there = await create("there", called);
    await end(run, "failed");
    await end(second);
    expect((await preview()).refusal).toMatch(/It started .*still goes on/);
    await end(called);

    const { items, started } = await preview();
    expect(items.map(({ effectId }) => effectId)).toEqual([there, again, item].map((each) => each.effectId));
    expect(started).toMatchObject([{ id: called.runId }]);
    await start();
    expect(await work(second)).toMatchObject({ runId: second.runId, status: "done", counts: { done: 3 } });
    for (const { effectId } of [there, again, item]) expect(await stateOf(effectId)).toBe("reversed");
  });

  /** A run of another workflow, as one that `caller` has started. */
  async function startedRun(caller: TestRun): Promise<TestRun> {
    const { workflowId, versionId, endpoints } = await makeWorkflow(organization.id, {
      nodes: [node("start", "called", { fields: [] }), node("end", "note", { text: "" })],
      edges: [edge("start:started > end")],
    });
    const endpointId = endpoints.start?.id ?? "";
    const started = await makeRunOf(organization.id, { ...caller, workflowId, versionId, endpointId });
    await inOrg((tx) =>
      tx.query("UPDATE event SET cause_run_id = $2::uuid, external_id = $3 WHERE id = $1::uuid", [
        started.eventId,
        caller.runId,
        randomUUID(),
      ]),
    );
    return started;
  }
});

describe("a target that was changed since", () => {
  async function conflicting() {
    const before = await create("before");
    const created = await create("target");
    const recordId = String(created.result.id);
    const updated = await update("closes", recordId, { status: "closed" });
    await end();
    const { version } = await recordOf(organization.id, recordId);
    const changes = { name: "Renamed" };
    await updateRecordByHand(organization.people.builder, { id: recordId, version, changes, why: "" });
    return { before, created, updated, recordId };
  }

  test("stops it, and it says so; left with a reason, it goes on with the rest", async () => {
    const { before, created, updated } = await conflicting();
    const foreseen = await preview();
    expect(foreseen.counts).toEqual({ conflict: 2, now: 1 });
    expect(foreseen.later).toMatchObject([{ summary: "Change target: name Renamed" }]);
    await start();
    const stopped = await work();
    expect(stopped).toMatchObject({ status: "waiting", reason: expect.stringMatching(/was changed since/) });
    expect(stopped.items.map(({ state }) => state)).toEqual(["stopped", "open", "open"]);
    expect(await stateOf(updated.effectId)).toBe("confirmed");

    await leave(updated.effectId);
    expect(await work()).toMatchObject({ status: "waiting", counts: { skipped: 1, stopped: 1, open: 1 } });
    await leave(created.effectId);
    expect(await work()).toMatchObject({ status: "done", counts: { skipped: 2, done: 1 } });
    expect(await stateOf(before.effectId)).toBe("reversed");
    expect(await verbs()).toContainEqual({ verb: "reversal.skipped", why: "Known by now." });
    await expect(leave(created.effectId)).rejects.toThrow(/not being taken back any more/);
  });

  test("may be gone over by a person who saw all versions; the rest follows by itself", async () => {
    const { updated, created, recordId } = await conflicting();
    const over = (await preview()).items[0]?.over?.seen;
    await start();
    await work();
    await reverseEffect(admin, updated.effectId, "Take it back all the same.", { over });
    // Its own creation left it with another name: that is a decision of its own.
    expect(await work()).toMatchObject({ status: "waiting", counts: { done: 1, stopped: 1, open: 1 } });
    expect((await recordOf(organization.id, recordId)).data).toEqual({ name: "Renamed", status: "open" });
    await leave(created.effectId);
    expect(await work()).toMatchObject({ status: "done", counts: { done: 2, skipped: 1 } });
  });

  test("and changed back meanwhile is taken back when it is tried again", async () => {
    const { updated, recordId } = await conflicting();
    await start();
    await work();
    const { version } = await recordOf(organization.id, recordId);
    const changes = { name: "target" };
    await updateRecordByHand(organization.people.builder, { id: recordId, version, changes, why: "" });
    const again = { runId: run.runId, effectId: updated.effectId, decision: "again", by: admin } as const;
    await inOrg((tx) => decideItem(tx, { ...again, why: "It is as it was." }));
    expect(await work()).toMatchObject({ status: "done", counts: { done: 3 } });
  });
});
