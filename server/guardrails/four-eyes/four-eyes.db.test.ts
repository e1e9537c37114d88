import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appRouter } from "@/server/api/root";
import { createCaller } from "@/server/api/trpc";
import { canonicalHash } from "@/server/canonical";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { closeIdentityPool } from "@/server/identity/pool";
import type { Viewer } from "@/server/identity/session";
import { JUST_NOW } from "@/server/testing/clock";
import {
  effectOf,
  makeCollection,
  makeRecord,
  passTime,
  perform,
  setCap,
  verbsOf,
} from "@/server/testing/gateway";
import { connectMail, startMail, type TestMail } from "@/server/testing/mail";
import { makeOrganization, makePerson, type TestOrganization } from "@/server/testing/organization";
import { makeReview } from "@/server/testing/review";
import { makeRun, type TestRun } from "@/server/testing/run";
import { readRule } from "../rules/standing-rule";
import { FOUR_EYES, type FourEyesRule } from "./four-eyes-rule";

let mail: TestMail;
beforeAll(async () => {
  mail = await startMail();
});
afterAll(async () => {
  await mail.close();
  await closePrisma();
  await closeIdentityPool();
});

let organization: TestOrganization;
let first: Viewer;
let second: Viewer;
let collectionId: string;
let connectionId: string;
beforeEach(async () => {
  organization = await makeOrganization();
  first = organization.people.reviewer;
  second = await makePerson({ organizationId: organization.id, name: "Sam", role: "reviewer" });
  ({ collectionId } = await makeCollection(organization.id));
  connectionId = await connectMail(organization, mail);
  mail.received.length = 0;
});

const as = (viewer: Viewer) => createCaller(appRouter)({ viewer });
const inside = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);

async function rule(change: Partial<FourEyesRule>) {
  const { version, rule } = await inside((tx) => readRule(tx, FOUR_EYES));
  return as(organization.people.admin).guardrails.setFourEyes({ ...rule, ...change, version });
}

const makeRunHere = () => makeRun(organization.id);

async function pay(amount: string, run?: TestRun) {
  return perform(organization.id, run ?? (await makeRunHere()), "pay", {
    action: "collections.pay",
    input: payInput(amount),
    summary: `Pay ${amount}`,
  });
}
const payInput = (amount: string) => ({ collectionId, amount, currency: "EUR", data: { name: "Thing" } });

async function send(text = "It is done.") {
  return perform(organization.id, await makeRunHere(), "mail", {
    action: "smtp.send-email",
    connectionId,
    input: { to: "dana@example.com", subject: "Your request", text },
    summary: "Tell them",
  });
}

async function openReviewOf(effectId: string) {
  const [row] = await inside((tx) =>
    tx.query<{ id: string }>("SELECT id FROM review WHERE effect_id = $1::uuid AND status = 'open'", [
      effectId,
    ]),
  );
  return row?.id;
}

async function answer(
  effectId: string,
  viewer: Viewer,
  given: { answer?: string; draft?: { [field: string]: string } } = {},
) {
  const reviewId = await openReviewOf(effectId);
  if (!reviewId) throw new Error("Nobody was asked.");
  const { review } = await as(viewer).reviews.get({ reviewId });
  const { contentHash } = review;
  const chosen = { answer: "release", rationale: "Seen.", ...given };
  const decided = await as(viewer).reviews.decide({ reviewId, contentHash, ...chosen });
  await passTime(organization.id);
  await drainOnce();
  return decided;
}

const stateOf = async (effectId: string) => (await effectOf(organization.id, effectId)).state;

describe("what two people have to agree on", () => {
  test("goes out once the second one agrees, who is somebody else; what is below the amount goes by itself", async () => {
    await setCap(organization, "EUR", "1000");
    await rule({ amounts: [{ currency: "EUR", above: "99.50" }] });
    expect((await pay("99.50")).state).toBe("confirmed");
    const held = await pay("99.51");
    expect(held).toMatchObject({ state: "held", reason: "Above 99.50 EUR two people have to agree." });
    expect(await answer(held.effectId, first)).toMatchObject({ waitsForAnother: true });
    expect(await effectOf(organization.id, held.effectId)).toMatchObject({
      state: "held",
      reason: `${first.name} agreed. Above 99.50 EUR two people have to agree.`,
    });
    await expect(answer(held.effectId, first)).rejects.toThrow("You agreed to this already");
    const mine = await as(first).reviews.list({ view: "mine" });
    expect(mine.items).toEqual([]);
    expect((await as(second).reviews.list({ view: "mine" })).items).toHaveLength(1);
    expect(await answer(held.effectId, second)).toMatchObject({ waitsForAnother: false });
    expect(await stateOf(held.effectId)).toBe("confirmed");
    expect(await verbsOf(organization.id, held.effectId)).toEqual(
      expect.arrayContaining(["action.held", "action.agreed", "action.released", "action.confirmed"]),
    );
  });

  test("is not done when the second one refuses", async () => {
    await rule({ kinds: ["send"] });
    const { effectId } = await send();
    await answer(effectId, first);
    await answer(effectId, second, { answer: "refuse" });
    expect(await stateOf(effectId)).toBe("failed");
    expect(mail.received).toEqual([]);
  });

  test("above a cap takes two as well: whoever lets it pass the cap is the first", async () => {
    await setCap(organization, "EUR", "10");
    await rule({ kinds: ["money"] });
    const { effectId } = await pay("50");
    await answer(effectId, first);
    expect(await stateOf(effectId)).toBe("held");
    await answer(effectId, second);
    expect(await stateOf(effectId)).toBe("confirmed");
  });

  test("counts who approved exactly this in the workflow as the first", async () => {
    await setCap(organization, "EUR", "1000");
    await rule({ amounts: [{ currency: "EUR", above: "100" }] });
    const run = await makeRunHere();
    const input = payInput("150");
    const { reviewId, contentHash } = await makeReview(organization.id, run, {
      packet: {
        answers: [
          { id: "approve", label: "Approve", port: "approved", tone: "approve", needsRationale: false },
        ],
        evidence: [],
        history: [],
        releases: [
          {
            nodeId: "pay",
            nodeName: "Pay",
            action: "collections.pay",
            summary: "Pay",
            input,
            inputHash: canonicalHash(input),
            unknown: [],
          },
        ],
      },
    });
    await as(first).reviews.decide({ reviewId, contentHash, answer: "approve" });
    const held = await pay("150", run);
    expect(held.reason).toBe(`${first.name} approved it. Above 100 EUR two people have to agree.`);
    await expect(answer(held.effectId, first)).rejects.toThrow("You agreed to this already");
    await answer(held.effectId, second);
    expect(await stateOf(held.effectId)).toBe("confirmed");
  });

  test("is agreed on anew when the second one changes the words that the first one agreed to", async () => {
    await rule({ kinds: ["send"] });
    const { effectId } = await send();
    await answer(effectId, first);
    expect(await answer(effectId, second, { draft: { text: "Something else." } })).toMatchObject({
      waitsForAnother: true,
    });
    expect(mail.received).toEqual([]);
    await answer(effectId, first);
    expect(mail.received).toHaveLength(1);
    expect(mail.received[0]).toContain("Something else.");
  });

  test("can be whatever deletes, and leaves everything else alone then", async () => {
    const recordId = await makeRecord(organization.id, collectionId, { name: "Thing" });
    await rule({ kinds: ["delete"] });
    const held = await perform(organization.id, await makeRunHere(), "delete", {
      action: "collections.delete-record",
      input: { recordId },
      summary: "Delete it",
    });
    expect(held.state).toBe("held");
    expect((await send()).state).toBe("confirmed");
  });

  test("is asked about also where it was queued before the rule was set", async () => {
    const { effectId } = await send();
    await inside((tx) =>
      tx.query(
        `UPDATE effect SET state = 'queued', next_attempt_at = ${JUST_NOW}, settled_at = NULL WHERE id = $1::uuid`,
        [effectId],
      ),
    );
    mail.received.length = 0;
    await rule({ kinds: ["send"] });
    await passTime(organization.id);
    await drainOnce();
    expect(await stateOf(effectId)).toBe("held");
    expect(mail.received).toEqual([]);
  });
});

describe("taking something back", () => {
  async function released() {
    await rule({ kinds: ["money"] });
    const { effectId } = await pay("50");
    await answer(effectId, first);
    await answer(effectId, organization.people.admin);
    await rule({ kinds: [] });
    return effectId;
  }
  const takeBack = (effectId: string, viewer: Viewer) =>
    as(viewer).audit.reverse({ effectId, why: "It was wrong." });

  test("is not for whoever let it go out, unless the organization says otherwise", async () => {
    await setCap(organization, "EUR", "1000");
    const one = await released();
    expect((await takeBack(one, organization.people.admin)).state).toBe("held");
    await rule({ reversals: "anybody" });
    const two = await released();
    expect((await takeBack(two, organization.people.admin)).state).toBe("confirmed");
  });

  test("takes two people whoever let it go out, where the organization wants that", async () => {
    await setCap(organization, "EUR", "1000");
    await rule({ reversals: "nobody" });
    const { effectId } = await pay("50");
    const { admin } = organization.people;
    expect((await as(admin).audit.previewReversal({ effectId })).held).toBe(
      "Whoever takes something back, somebody else has to agree first.",
    );
    const reversal = await takeBack(effectId, admin);
    expect(reversal.state).toBe("held");
    await expect(answer(reversal.effectId, admin)).rejects.toThrow("somebody else has to decide");
    await answer(reversal.effectId, second);
    expect(await stateOf(effectId)).toBe("reversed");
  });
});

describe("the rule of four eyes", () => {
  test("says beforehand for what a second person would have been needed", async () => {
    await setCap(organization, "EUR", "1000");
    await pay("50");
    await pay("200");
    await send();
    const preview = (change: Partial<FourEyesRule>) =>
      as(organization.people.admin).guardrails.previewFourEyes({ ...FOUR_EYES.none, ...change });
    expect(await preview({})).toMatchObject({ looked: 3, held: 0, newest: [] });
    expect(await preview({ kinds: ["send"], amounts: [{ currency: "EUR", above: "100" }] })).toMatchObject({
      looked: 3,
      held: 2,
      newest: [{ why: "Sends something." }, { why: "Moves 200 EUR." }],
    });
    const { effectId } = await pay("10");
    await as(organization.people.admin).audit.reverse({ effectId, why: "Wrong." });
    expect(await preview({ reversals: "nobody" })).toMatchObject({
      held: 1,
      newest: [{ why: "Takes something back." }],
    });
  });

  test("is a new version each time, told in the log", async () => {
    await rule({ kinds: ["send"], amounts: [{ currency: "eur", above: "100" }] });
    await rule({ reversals: "nobody" });
    const entries = await inside((tx) =>
      tx.query("SELECT summary FROM audit_entry WHERE verb = 'guardrail.changed' ORDER BY id"),
    );
    expect(entries).toEqual([
      { summary: "Kinds of action: 1 added · Amounts: 1 added" },
      { summary: "Taken back by two people" },
    ]);
    await expect(rule({ amounts: [{ currency: "EUR", above: "1,5" }] })).rejects.toThrow(
      "digits with a point",
    );
    await expect(rule({ amounts: [{ currency: "ZZZ", above: "1" }] })).rejects.toThrow(
      "currency is not known",
    );
  });
});
