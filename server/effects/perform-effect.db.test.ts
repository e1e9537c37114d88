import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canonicalHash } from "@/server/canonical";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { decideReview } from "@/server/reviews/decide-review";
import { emptyPacket } from "@/server/reviews/packet";
import { JUST_NOW } from "@/server/testing/clock";
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
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeReview } from "@/server/testing/review";
import { makeRun, type TestRun } from "@/server/testing/run";
import type { EffectRequest } from "@/workflow/ports";
import { decideHeldEffect } from "./decide-held";
import { drainOnce } from "./drain";
import { dropUnsentEffects } from "./drop-unsent-effects";
import { intend } from "./intend";

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

const create = (name: string): EffectRequest => ({
  action: "collections.create-record",
  input: { collectionId, data: { name } },
  summary: `Create ${name}`,
});
const pay = (amount: string, currency = "EUR"): EffectRequest => ({
  action: "collections.pay",
  input: { collectionId, amount, currency, data: { name: "Payment" } },
  summary: `Pay ${amount} ${currency}`,
});

async function countNamed(name: string): Promise<number> {
  const rows = await inOrganizationFast(organization.id, (tx) =>
    tx.query(`SELECT id FROM record WHERE data->>'name' = $1`, [name]),
  );
  return rows.length;
}

async function openReviewOf(effectId: string) {
  const [review] = await inOrganizationFast(organization.id, (tx) =>
    tx.query<{
      id: string;
      contentHash: string;
      kind: string;
      requestedBy: string | null;
      packet: { releases: object[] };
    }>(
      `SELECT id, content_hash AS "contentHash", kind::text AS kind, requested_by AS "requestedBy", packet FROM review WHERE effect_id = $1::uuid AND status = 'open'`,
      [effectId],
    ),
  );
  return review;
}

async function answer(effectId: string, chosen: string, rationale = ""): Promise<void> {
  const review = await openReviewOf(effectId);
  if (!review) throw new Error("Nobody was asked.");
  const by = organization.people.admin;
  await inOrganizationFast(organization.id, async (tx) => {
    await decideReview(tx, {
      reviewId: review.id,
      contentHash: review.contentHash,
      answer: chosen,
      rationale,
      by,
    });
    await decideHeldEffect(tx, {
      effectId,
      review: { id: review.id, answer: chosen },
      by: { kind: "person", id: by.id, name: by.name },
    });
  });
}

describe("an action", () => {
  test("is confirmed by reading back what was meant, and in the log before and after", async () => {
    const recordId = await makeRecord(organization.id, collectionId, { name: "Thing", status: "open" });
    const progress = await perform(organization.id, run, "update", {
      action: "collections.update-record",
      input: { recordId, changes: { status: "closed" } },
      summary: "Close it",
    });
    expect(progress).toMatchObject({
      state: "confirmed",
      confirmed: true,
      settled: true,
      result: { version: 2 },
    });
    expect((await recordOf(organization.id, recordId)).data).toEqual({ name: "Thing", status: "closed" });
    expect(await verbsOf(organization.id, progress.effectId)).toEqual([
      "action.intended",
      "action.confirmed",
    ]);
    const [entry] = await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `SELECT "before", "after", actor_name AS actor, object_id AS object FROM audit_entry WHERE effect_id = $1::uuid AND verb = 'action.confirmed'`,
        [progress.effectId],
      ),
    );
    expect(entry).toEqual({
      before: { status: "open" },
      after: { status: "closed" },
      actor: "Example",
      object: recordId,
    });
  });

  test("is done once, however many ask for it at once", async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => perform(organization.id, run, "once", create("Once"))),
    );
    expect(new Set(answers.map(({ effectId }) => effectId)).size).toBe(1);
    expect(await countNamed("Once")).toBe(1);
    expect(await perform(organization.id, run, "once", create("Once"))).toMatchObject({ confirmed: true });
  });

  test("whose worker died after doing it is looked up, not done again", async () => {
    const { effect, claim } = await inOrganizationFast(organization.id, (tx) =>
      intend(tx, {
        key: randomUUID(),
        request: create("Survivor"),
        node: { runId: run.runId, nodeId: "survivor" },
        origin: null,
        person: null,
      }),
    );
    if (!claim) throw new Error("It could not be taken up.");
    const { carryOut } = await import("./carry-out");
    await carryOut(claim);
    // The worker dies here: nothing is settled.
    expect(await effectOf(organization.id, effect.id)).toMatchObject({ state: "sending" });
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effect.id)).toMatchObject({ state: "confirmed", attempts: 2 });
    expect(await countNamed("Survivor")).toBe(1);
  });

  test("whose worker was given up for dead cannot be written by it any more", async () => {
    const { effect, claim: slow } = await inOrganizationFast(organization.id, (tx) =>
      intend(tx, {
        key: randomUUID(),
        request: create("Late"),
        node: { runId: run.runId, nodeId: "late" },
        origin: null,
        person: null,
      }),
    );
    if (!slow) throw new Error("It could not be taken up.");
    await passTime(organization.id);
    await drainOnce();
    const { carryOut } = await import("./carry-out");
    await carryOut(slow);
    expect(await countNamed("Late")).toBe(1);
    expect(await effectOf(organization.id, effect.id)).toMatchObject({ state: "confirmed" });
  });

  test("with data that cannot be right is blocked, and a person is asked with a way to go on", async () => {
    const recordId = await makeRecord(organization.id, collectionId, { name: "Choice" });
    const progress = await perform(organization.id, run, "wrong", {
      action: "collections.update-record",
      input: { recordId, changes: { status: "elsewhere" } },
      summary: "Close it",
    });
    expect(progress).toMatchObject({ state: "blocked", settled: false });
    expect(progress.reason).toBe("“Status” is “elsewhere”, which is not one of “open”, “closed”.");
    await answer(progress.effectId, "retry");
    await passTime(organization.id);
    await drainOnce();
    expect((await effectOf(organization.id, progress.effectId)).state).toBe("blocked");
    await answer(progress.effectId, "give-up", "Not worth it.");
    expect(await effectOf(organization.id, progress.effectId)).toMatchObject({
      state: "failed",
      reason: expect.stringContaining("Not worth it."),
    });
  });

  test("that its registry does not know is blocked, not thrown", async () => {
    const request = { action: "elsewhere.do", input: {}, summary: "Do it" };
    expect(await perform(organization.id, run, "unknown-action", request)).toMatchObject({
      state: "blocked",
    });
  });

  test("on a record that changed since it was read overwrites nothing", async () => {
    const recordId = await makeRecord(organization.id, collectionId, { name: "Raced", status: "open" });
    const request = {
      action: "collections.update-record",
      input: { recordId, expectedVersion: 7, changes: { status: "closed" } },
      summary: "Close it",
    };
    const progress = await perform(organization.id, run, "raced", request);
    expect(progress).toMatchObject({
      state: "blocked",
      reason: expect.stringContaining("was changed since"),
    });
    expect((await recordOf(organization.id, recordId)).version).toBe(1);
  });
});

describe("the money guardrail", () => {
  test("lets pass what is within the cap, to the cent", async () => {
    expect(await perform(organization.id, run, "pay-250", pay("250.00"))).toMatchObject({
      state: "confirmed",
      result: { amount: "250.00", currency: "EUR" },
    });
    expect(await perform(organization.id, run, "pay-250-01", pay("250.01"))).toMatchObject({ state: "held" });
  });

  test("holds what is above it whatever the drawing says, and lets it out once a person has", async () => {
    const progress = await perform(organization.id, run, "pay-300", pay("300.00"));
    expect(progress).toMatchObject({ state: "held", accepted: false, settled: false });
    expect(progress.reason).toBe("300.00 EUR is above the cap of 250 EUR per action.");
    const review = await openReviewOf(progress.effectId);
    expect(review).toMatchObject({
      kind: "guardrail",
      packet: { releases: [{ input: pay("300.00").input, amount: "300", currency: "EUR" }] },
    });
    await answer(progress.effectId, "release");
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, progress.effectId)).toMatchObject({ state: "confirmed" });
    expect(await verbsOf(organization.id, progress.effectId)).toEqual([
      "action.intended",
      "action.held",
      "review.asked",
      "review.decided",
      "action.released",
      "action.confirmed",
    ]);
    const woken = await inOrganizationFast(organization.id, (tx) =>
      tx.query("SELECT id FROM outbox WHERE name = $1", [`handoff/wake.${run.runId}.pay-300`]),
    );
    expect(woken).toHaveLength(2);
  });

  test("refused by a person, nothing is paid", async () => {
    const progress = await perform(organization.id, run, "pay-refused", pay("301.00"));
    await answer(progress.effectId, "refuse", "Too much.");
    await drainOnce();
    expect(await effectOf(organization.id, progress.effectId)).toMatchObject({
      state: "failed",
      result: null,
    });
  });

  test("holds every amount in a currency that no cap was set for", async () => {
    expect(await perform(organization.id, run, "pay-yen", pay("1.00", "JPY"))).toMatchObject({
      state: "held",
      reason: "No cap is set for JPY, so a person decides on every amount.",
    });
  });

  test("is satisfied by an approval of exactly this input, and asks again when the amount changed", async () => {
    const approvedRun = await makeRun(organization.id);
    const shown = pay("480.00");
    const packet = {
      ...emptyPacket([
        {
          id: "approve",
          label: "Approve",
          port: "approved",
          tone: "approve" as const,
          needsRationale: false,
        },
      ]),
      releases: [
        {
          nodeId: "pay",
          nodeName: "Pay",
          action: shown.action,
          summary: shown.summary,
          input: shown.input,
          inputHash: canonicalHash(shown.input),
          unknown: [],
        },
      ],
    };
    const review = await makeReview(organization.id, approvedRun, { packet });
    await inOrganizationFast(organization.id, (tx) =>
      decideReview(tx, { ...review, answer: "approve", rationale: "", by: organization.people.reviewer }),
    );
    expect(await perform(organization.id, approvedRun, "pay", shown)).toMatchObject({ state: "confirmed" });
    expect(await perform(organization.id, approvedRun, "other", shown)).toMatchObject({ state: "held" });

    const changedRun = await makeRun(organization.id);
    const again = await makeReview(organization.id, changedRun, { packet });
    await inOrganizationFast(organization.id, (tx) =>
      decideReview(tx, { ...again, answer: "approve", rationale: "", by: organization.people.reviewer }),
    );
    expect(await perform(organization.id, changedRun, "pay", pay("520.00"))).toMatchObject({ state: "held" });
  });

  test("counts as it is when the action goes out, not as it was when it was written down", async () => {
    const { effect } = await inOrganizationFast(organization.id, (tx) =>
      intend(tx, {
        key: randomUUID(),
        request: pay("10.00", "CHF"),
        node: { runId: run.runId, nodeId: "lowered" },
        origin: null,
        person: null,
      }),
    );
    expect(effect.state).toBe("held");
    await setCap(organization, "CHF", "50");
    const { effect: passing } = await inOrganizationFast(organization.id, (tx) =>
      intend(tx, {
        key: randomUUID(),
        request: pay("20.00", "CHF"),
        node: { runId: run.runId, nodeId: "lowered-2" },
        origin: null,
        person: null,
        requestedBy: "asker@example.com",
      }),
    );
    expect(passing.state).toBe("sending");
    // As it stands when its system was down.
    await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `UPDATE effect SET state = 'queued', lease_owner = NULL, lease_until = NULL, next_attempt_at = ${JUST_NOW}
         WHERE id = $1::uuid`,
        [passing.id],
      ),
    );
    await setCap(organization, "CHF", "5");
    await passTime(organization.id);
    await drainOnce();
    expect((await effectOf(organization.id, passing.id)).state).toBe("held");
    // Whoever asked for it does not let it out, however late it is held.
    expect(await openReviewOf(passing.id)).toMatchObject({ requestedBy: "asker@example.com" });
  });
});

describe("a run that is canceled", () => {
  test("drops what was not sent, says so in the log, and sends nothing later", async () => {
    const canceled = await makeRun(organization.id);
    const held = await perform(organization.id, canceled, "pay", pay("900.00"));
    const by = { kind: "person" as const, id: organization.people.admin.id, name: "Ada" };
    const dropped = await inOrganizationFast(organization.id, (tx) =>
      dropUnsentEffects(tx, canceled.runId, by, "The run was canceled."),
    );
    expect(dropped).toBe(1);
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, held.effectId)).toMatchObject({ state: "failed", result: null });
    expect(await openReviewOf(held.effectId)).toBeUndefined();
    expect(
      (await verbsOf(organization.id, held.effectId)).filter((verb) => verb === "action.dropped"),
    ).toHaveLength(1);
  });

  test("has nothing new done", async () => {
    const canceled = await makeRun(organization.id);
    await inOrganizationFast(organization.id, (tx) =>
      tx.query("UPDATE run SET status = 'canceled', ended_at = clock_timestamp() WHERE id = $1::uuid", [
        canceled.runId,
      ]),
    );
    await expect(perform(organization.id, canceled, "late", create("Too late"))).rejects.toThrow(/ended/);
    expect(await countNamed("Too late")).toBe(0);
  });
});
