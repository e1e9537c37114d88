import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MailServer } from "@/inngest/testing/mail-server";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import type { Viewer } from "@/server/identity/session";
import { updateRecordByHand } from "@/server/records/edit-record";
import { decideReview } from "@/server/reviews/decide-review";
import {
  effectOf,
  makeCollection,
  makeConnection,
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
let admin: Viewer;
let run: TestRun;
let collectionId: string;
const mail = new MailServer();
beforeAll(async () => {
  organization = await makeOrganization();
  ({ admin } = organization.people);
  run = await makeRun(organization.id);
  ({ collectionId } = await makeCollection(organization.id));
  await mail.up();
});
afterAll(async () => {
  await mail.down();
  await closePrisma();
  await closeIdentityPool();
});

/** A record that a node of the run closes. */
async function close(nodeId: string): Promise<{ recordId: string; effectId: string }> {
  const recordId = await makeRecord(organization.id, collectionId, { name: nodeId, status: "open" });
  const { effectId } = await update(nodeId, recordId, { status: "closed" });
  return { recordId, effectId };
}

function update(nodeId: string, recordId: string, changes: { [field: string]: string }) {
  const summary = `Change ${nodeId}`;
  return perform(organization.id, run, nodeId, {
    action: "collections.update-record",
    input: { recordId, changes },
    summary,
  });
}

async function changeByHand(id: string, changes: { [field: string]: string }): Promise<void> {
  const { version } = await recordOf(organization.id, id);
  await updateRecordByHand(organization.people.builder, { id, version, changes, why: "" });
}

describe("what changed since", () => {
  test("is shown in all versions, and a person may take the action back over it: other fields stay", async () => {
    const { recordId, effectId } = await close("over");
    await changeByHand(recordId, { name: "Renamed" });
    const preview = await previewReversal(organization.id, effectId, admin.id);
    expect(preview).toMatchObject({
      verdict: "conflict",
      possible: false,
      over: {
        left: { name: "over", status: "closed" },
        now: { name: "Renamed", status: "closed" },
        after: { name: "Renamed", status: "open" },
      },
    });
    expect(preview.later).toMatchObject([{ kind: "action", summary: "Change over: name Renamed" }]);
    const over = preview.over?.seen;
    const reversal = await reverseEffect(admin, effectId, "Closed by mistake.", { over });
    expect(reversal.state).toBe("confirmed");
    expect((await recordOf(organization.id, recordId)).data).toEqual({ name: "Renamed", status: "open" });
  });

  test("is not gone over when it changed once more after the person looked", async () => {
    const { recordId, effectId } = await close("once-more");
    await changeByHand(recordId, { name: "Renamed" });
    const over = (await previewReversal(organization.id, effectId)).over?.seen;
    await changeByHand(recordId, { name: "Renamed again" });
    await expect(reverseEffect(admin, effectId, "Back.", { over })).rejects.toThrow(/changed again since/);
    expect((await recordOf(organization.id, recordId)).data).toEqual({
      name: "Renamed again",
      status: "closed",
    });
  });

  test("and was taken back since is no conflict", async () => {
    const { recordId, effectId } = await close("chain");
    const second = await update("chain-2", recordId, { name: "Second" });
    expect(await previewReversal(organization.id, effectId)).toMatchObject({ verdict: "conflict" });
    await reverseEffect(admin, second.effectId, "Back.");
    expect(await previewReversal(organization.id, effectId)).toMatchObject({ verdict: "now", later: [] });
    await reverseEffect(admin, effectId, "Back.");
    expect((await recordOf(organization.id, recordId)).data).toEqual({ name: "chain", status: "open" });
  });

  test("between asking and writing fails the reversal; asked again it is a revision of its own", async () => {
    const { recordId, effectId } = await close("between");
    // As if the first one had been planned for a version that is no more.
    const first = await reverseEffect(admin, effectId, "Back.");
    await inOrganizationFast(organization.id, async (tx) => {
      await tx.query("UPDATE effect SET state = 'failed' WHERE id = $1::uuid", [first.effectId]);
      await tx.query("UPDATE effect SET state = 'confirmed' WHERE id = $1::uuid", [effectId]);
      await tx.query(`UPDATE record SET data = '{"name":"between","status":"closed"}' WHERE id = $1::uuid`, [
        recordId,
      ]);
    });
    const again = await reverseEffect(admin, effectId, "Back.");
    expect(again).toMatchObject({ effectId: first.effectId, state: "confirmed" });
    expect((await effectOf(organization.id, again.effectId)).key).toBe(`reversal/${effectId}/1`);
    expect((await recordOf(organization.id, recordId)).data).toEqual({ name: "between", status: "open" });
  });
});

describe("an email, which cannot be called back", () => {
  async function write(nodeId: string): Promise<string> {
    const connectionId = await makeConnection(organization, {
      connector: "smtp",
      config: {
        host: "127.0.0.1",
        port: mail.port,
        encryption: "none",
        from: "desk@example.com",
        allowedHosts: ["127.0.0.1"],
      },
    });
    const input = { to: "dana@example.com", subject: "Done", text: "It is done." };
    const action = { action: "smtp.send-email", connectionId, input, summary: "Email dana: Done" };
    return (await perform(organization.id, run, nodeId, action)).effectId;
  }

  test("is followed by a correction only once a person has confirmed the draft, and stays what it was", async () => {
    const effectId = await write("mail");
    const sent = mail.received.length;
    await expect(reverseEffect(admin, effectId, "Too early.")).rejects.toThrow(/confirm it/);
    expect(mail.received).toHaveLength(sent);
    const reversal = await reverseEffect(admin, effectId, "Too early.", {
      draft: { text: "It is not done yet." },
    });
    expect(reversal.state).toBe("confirmed");
    expect(mail.received).toHaveLength(sent + 1);
    expect((await effectOf(organization.id, reversal.effectId)).input).toMatchObject({
      to: "dana@example.com",
      subject: "Correction: Done",
      text: "It is not done yet.",
    });
    expect((await effectOf(organization.id, effectId)).state).toBe("confirmed");
    expect(await verbsOf(organization.id, reversal.effectId)).toEqual([
      "action.intended",
      "action.compensated",
    ]);
    expect(await previewReversal(organization.id, effectId)).toMatchObject({
      verdict: "done",
      possible: false,
    });
  });

  test("asked to be corrected twice is corrected once", async () => {
    const effectId = await write("mail-twice");
    const sent = mail.received.length;
    await Promise.all([1, 2, 3].map(() => reverseEffect(admin, effectId, "Too early.", { draft: {} })));
    expect(mail.received).toHaveLength(sent + 1);
  });

  test("has a draft in which only its words may be changed, and which has to be one", async () => {
    const effectId = await write("mail-words");
    const sent = mail.received.length;
    const order = (draft: { [field: string]: string }) => reverseEffect(admin, effectId, "Why.", { draft });
    await expect(order({ to: "other@example.com" })).rejects.toThrow(/cannot be changed/);
    await expect(order({ text: "" })).rejects.toThrow(/cannot go like this/);
    expect(mail.received).toHaveLength(sent);
  });
});

describe("whoever let an action go out", () => {
  test("does not take it back alone: somebody else has to agree", async () => {
    await setCap(organization, "EUR", "250");
    const input = { collectionId, amount: "480", currency: "EUR", data: { name: "Held" } };
    const request = { action: "collections.pay", input, summary: "Pay 480" };
    const paid = await perform(organization.id, run, "pay", request);
    await release(paid.effectId, admin);
    expect((await effectOf(organization.id, paid.effectId)).state).toBe("confirmed");
    await setCap(organization, "EUR", "1000");

    expect((await previewReversal(organization.id, paid.effectId, admin.id)).held).toMatch(/somebody else/);
    const reversal = await reverseEffect(admin, paid.effectId, "Wrong person.");
    expect(reversal).toMatchObject({
      state: "held",
      reason: expect.stringMatching(/let this action go out/),
    });
    await expect(release(reversal.effectId, admin)).rejects.toThrow(/asked for this yourself/);
    await release(reversal.effectId, organization.people.reviewer);
    expect((await effectOf(organization.id, paid.effectId)).state).toBe("reversed");
  });

  test("is nobody to ask where somebody else takes it back", async () => {
    await setCap(organization, "EUR", "250");
    const input = { collectionId, amount: "300", currency: "EUR", data: { name: "Held" } };
    const request = { action: "collections.pay", input, summary: "Pay 300" };
    const paid = await perform(organization.id, run, "pay-other", request);
    await release(paid.effectId, organization.people.reviewer);
    await setCap(organization, "EUR", "1000");
    const other = await makePerson({ organizationId: organization.id, name: "Oda", role: "admin" });
    expect((await reverseEffect(other, paid.effectId, "Wrong.")).state).toBe("confirmed");
  });

  async function release(effectId: string, by: Viewer): Promise<void> {
    const [review] = await inOrganizationFast(organization.id, (tx) =>
      tx.query<{ id: string; hash: string }>(
        "SELECT id, content_hash AS hash FROM review WHERE effect_id = $1::uuid AND status = 'open'",
        [effectId],
      ),
    );
    if (!review) throw new Error("Nobody was asked.");
    const { id, hash } = review;
    await inOrganizationFast(organization.id, async (tx) => {
      await decideReview(tx, { reviewId: id, contentHash: hash, answer: "release", rationale: "", by });
      await decideHeldEffect(tx, {
        effectId,
        review: { id, answer: "release" },
        by: { kind: "person", id: by.id, name: by.name },
      });
    });
    await passTime(organization.id);
    await drainOnce();
  }
});
