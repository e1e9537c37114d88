import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { updateRecordByHand } from "@/server/records/edit-record";
import { decideReview } from "@/server/reviews/decide-review";
import {
  effectOf,
  makeCollection,
  makeRecord,
  passTime,
  perform,
  recordOf,
  setCap,
  verbsOf,
} from "@/server/testing/gateway";
import { makeOrganization, makePerson, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { decideHeldEffect } from "./decide-held";
import { drainOnce } from "./drain";
import { previewReversal, reverseEffect } from "./reverse-effect";

let organization: TestOrganization;
let run: TestRun;
let collectionId: string;
beforeAll(async () => {
  organization = await makeOrganization();
  run = await makeRun(organization.id);
  ({ collectionId } = await makeCollection(organization.id));
  await setCap(organization, "EUR", "250");
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

async function close(
  nodeId: string,
  changes = { status: "closed" },
): Promise<{ recordId: string; effectId: string }> {
  const recordId = await makeRecord(organization.id, collectionId, { name: nodeId, status: "open" });
  const input = { recordId, changes };
  const { effectId } = await perform(organization.id, run, nodeId, {
    action: "collections.update-record",
    input,
    summary: `Close ${nodeId}`,
  });
  return { recordId, effectId };
}

function pay(nodeId: string, amount: string) {
  const input = { collectionId, amount, currency: "EUR", data: { name: nodeId } };
  return perform(organization.id, run, nodeId, {
    action: "collections.pay",
    input,
    summary: `Pay ${amount}`,
  });
}

describe("taking an action back", () => {
  test("shows beforehand what it would change, and changes exactly that", async () => {
    const { recordId, effectId } = await close("exact");
    expect(await previewReversal(organization.id, effectId)).toMatchObject({
      possible: true,
      kind: "exact",
      before: { status: "closed" },
      after: { status: "open" },
      conflict: null,
    });
    const reversal = await reverseEffect(organization.people.admin, effectId, "Closed by mistake.");
    expect(reversal).toMatchObject({ state: "confirmed" });
    expect(await recordOf(organization.id, recordId)).toMatchObject({
      data: { name: "exact", status: "open" },
      version: 3,
    });
    expect((await effectOf(organization.id, effectId)).state).toBe("reversed");
    const [entry] = await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `SELECT why, actor_name AS actor, "before", "after" FROM audit_entry WHERE effect_id = $1::uuid AND verb = 'action.intended'`,
        [reversal.effectId],
      ),
    );
    expect(entry).toMatchObject({ why: "Closed by mistake.", actor: organization.people.admin.name });
    expect(await verbsOf(organization.id, reversal.effectId)).toEqual(["action.intended", "action.reversed"]);
  });

  test("asked for by ten at once happens once", async () => {
    const { recordId, effectId } = await close("once");
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => reverseEffect(organization.people.admin, effectId, "Again.")),
    );
    expect(new Set(answers.map((each) => each.effectId)).size).toBe(1);
    expect((await recordOf(organization.id, recordId)).version).toBe(3);
    expect(await previewReversal(organization.id, effectId)).toMatchObject({
      possible: false,
      sentence: "This was taken back already.",
    });
  });

  test("after somebody changed the record says what changed, and overwrites nothing", async () => {
    const { recordId, effectId } = await close("conflict");
    await updateRecordByHand(organization.people.builder, {
      id: recordId,
      version: 2,
      changes: { name: "Renamed" },
      why: "",
    });
    const preview = await previewReversal(organization.id, effectId);
    expect(preview).toMatchObject({ possible: false, conflict: preview.sentence });
    expect(preview.sentence).toContain("was changed since by “Change conflict: name Renamed”");
    await expect(reverseEffect(organization.people.admin, effectId, "Back.")).rejects.toThrow(
      /was changed since/,
    );
    expect((await recordOf(organization.id, recordId)).data).toEqual({ name: "Renamed", status: "closed" });
    expect((await effectOf(organization.id, effectId)).state).toBe("confirmed");
  });

  test("needs a reason", async () => {
    const { effectId } = await close("no-reason");
    await expect(reverseEffect(organization.people.admin, effectId, " ")).rejects.toThrow(/Say why/);
  });

  test("takes a created record away and brings a deleted one back", async () => {
    const created = await perform(organization.id, run, "create", {
      action: "collections.create-record",
      input: { collectionId, data: { name: "New" } },
      summary: "Create",
    });
    await reverseEffect(organization.people.admin, created.effectId, "Not wanted.");
    const recordId = String(created.result.id);
    expect((await recordOf(organization.id, recordId)).deletedAt).not.toBeNull();

    const kept = await makeRecord(organization.id, collectionId, { name: "Kept" });
    const deleted = await perform(organization.id, run, "delete", {
      action: "collections.delete-record",
      input: { recordId: kept },
      summary: "Delete",
    });
    await reverseEffect(organization.people.admin, deleted.effectId, "Still needed.");
    expect(await recordOf(organization.id, kept)).toMatchObject({ deletedAt: null, data: { name: "Kept" } });
  });

  test("of a payment takes it out of the ledger, and cannot itself be taken back", async () => {
    const paid = await pay("within", "100.00");
    const reversal = await reverseEffect(organization.people.admin, paid.effectId, "Paid twice.");
    expect(reversal.state).toBe("confirmed");
    expect((await recordOf(organization.id, String(paid.result.id))).deletedAt).not.toBeNull();
    expect(await previewReversal(organization.id, reversal.effectId)).toMatchObject({ possible: false });
  });

  test("of more money than the cap waits for another person", async () => {
    await setCap(organization, "EUR", "1000");
    const paid = await pay("above", "480.00");
    await setCap(organization, "EUR", "250");
    const reversal = await reverseEffect(organization.people.admin, paid.effectId, "Wrong person.");
    expect(reversal).toMatchObject({ state: "held" });
    expect((await effectOf(organization.id, paid.effectId)).state).toBe("confirmed");

    const [review] = await inOrganizationFast(organization.id, (tx) =>
      tx.query<{ id: string; hash: string }>(
        "SELECT id, content_hash AS hash FROM review WHERE effect_id = $1::uuid AND status = 'open'",
        [reversal.effectId],
      ),
    );
    if (!review) throw new Error("Nobody was asked.");
    const decide = (by: typeof organization.people.admin) =>
      inOrganizationFast(organization.id, async (tx) => {
        const { id, hash } = review;
        await decideReview(tx, { reviewId: id, contentHash: hash, answer: "release", rationale: "", by });
        await decideHeldEffect(tx, {
          effectId: reversal.effectId,
          review: { id, answer: "release" },
          by: { kind: "person", id: by.id, name: by.name },
        });
      });
    await expect(decide(organization.people.admin)).rejects.toThrow(/asked for this yourself/);
    await decide(await makePerson({ organizationId: organization.id, name: "Rob", role: "reviewer" }));
    await passTime(organization.id);
    await drainOnce();
    expect((await effectOf(organization.id, reversal.effectId)).state).toBe("confirmed");
    expect((await effectOf(organization.id, paid.effectId)).state).toBe("reversed");
  });
});
