import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { appRouter } from "@/server/api/root";
import { createCaller } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { closeIdentityPool } from "@/server/identity/pool";
import type { Viewer } from "@/server/identity/session";
import { effectOf, makeCollection, makeRecord, passTime, perform, verbsOf } from "@/server/testing/gateway";
import { connectMail, startMail, type TestMail } from "@/server/testing/mail";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { readRule, setRule } from "../rules/standing-rule";
import { MESSAGES, type MessagesRule } from "./messages-rule";

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
let connectionId: string;
beforeEach(async () => {
  organization = await makeOrganization();
  connectionId = await connectMail(organization, mail);
  mail.received.length = 0;
});

const inside = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);
const as = (viewer: Viewer) => createCaller(appRouter)({ viewer });

/** Adds to what holds messages. */
function rule(change: Partial<MessagesRule>) {
  return inside(async (tx) => {
    const standing = await readRule(tx, MESSAGES);
    const { version } = standing;
    return setRule(
      tx,
      MESSAGES,
      { rule: { ...standing.rule, ...change }, version },
      organization.people.admin,
    );
  });
}

async function send(
  input: Partial<{ to: string; subject: string; text: string }>,
  options: { subject?: string; requestedBy?: string } = {},
) {
  const run = await makeRun(organization.id, { subject: options.subject });
  return perform(organization.id, run, "mail", {
    action: "smtp.send-email",
    connectionId,
    input: { to: "dana@example.com", subject: "Your request", text: "It is done.", ...input },
    summary: "Tell them",
  });
}

async function reviewOf(effectId: string) {
  const [row] = await inside((tx) =>
    tx.query<{ id: string }>("SELECT id FROM review WHERE effect_id = $1::uuid AND status = 'open'", [
      effectId,
    ]),
  );
  if (!row) throw new Error("Nobody was asked.");
  return (await as(organization.people.reviewer).reviews.get({ reviewId: row.id })).review;
}

async function answer(effectId: string, chosen: string, draft?: { [field: string]: string }) {
  const { id, contentHash } = await reviewOf(effectId);
  await as(organization.people.reviewer).reviews.decide({
    reviewId: id,
    contentHash,
    answer: chosen,
    rationale: "Seen.",
    draft,
  });
  await passTime(organization.id);
  await drainOnce();
}

const entryOf = async (effectId: string, verb: string) =>
  (
    await inside((tx) =>
      tx.query<{ actor: string; before: unknown; after: unknown }>(
        `SELECT actor_name AS actor, "before", "after" FROM audit_entry WHERE effect_id = $1::uuid AND verb = $2`,
        [effectId, verb],
      ),
    )
  )[0];

describe("a message to people", () => {
  test("goes out by itself where no rule was set, and where none of its words is in one", async () => {
    expect((await send({ text: "I will sue you" })).state).toBe("confirmed");
    await rule({ legal: ["sue"] });
    expect((await send({ text: "We will pursue this." })).state).toBe("confirmed");
  });

  test("with words of a list is held, with them and the version of the rule, and nothing is sent", async () => {
    await rule({ legal: ["Rechtsanwält*"], complaints: ["not acceptable"] });
    const held = await send({ subject: "NOT-acceptable?", text: "Ihre RECHTSANWALTE schreiben" });
    expect(held.state).toBe("held");
    expect(held.reason).toBe("Complaint words: “not acceptable”. Legal language: “Rechtsanwält*”.");
    expect(mail.received).toEqual([]);
    const { packet } = await reviewOf(held.effectId);
    expect(packet.evidence).toEqual(
      expect.arrayContaining([
        { label: "Complaint words", value: "“not acceptable”" },
        { label: "Rule", value: "Messages that are held (version 1)" },
      ]),
    );
  });

  test("to a high-value account is held: by address, by domain, by a field of what arrived", async () => {
    await rule({ accounts: ["vip@example.com", "@acme.example"] });
    expect((await send({ to: "VIP@Example.com" })).state).toBe("held");
    expect((await send({ to: "anna@mail.acme.example" })).state).toBe("held");
    expect((await send({ to: "anna@notacme.example" })).state).toBe("confirmed");
    await rule({ accounts: [], fields: [{ field: "name", is: "equal", value: "gold" }] });
    const held = await send({}, { subject: "Gold" });
    expect(held).toMatchObject({
      state: "held",
      reason: "High-value account in what arrived: name is gold.",
    });
    expect((await send({}, { subject: "Silver" })).state).toBe("confirmed");
  });

  test("to a high-value account is held by a field of a record that the run found", async () => {
    await rule({ fields: [{ field: "spent", is: "at-least", value: "10000" }] });
    const withRecord = async (spent: number) => {
      const run = await makeRun(organization.id);
      const record = { name: "Dana", spent };
      await inside((tx) =>
        tx.query(
          `INSERT INTO run_step (organization_id, run_id, node_id, state, output)
           VALUES ($1::uuid, $2::uuid, 'find', 'settled', $3::jsonb), ($1::uuid, $2::uuid, 'list', 'settled', '{"records": [{"record": {}}]}')`,
          [organization.id, run.runId, JSON.stringify({ record })],
        ),
      );
      return perform(organization.id, run, "mail", {
        action: "smtp.send-email",
        connectionId,
        input: { to: "dana@example.com", subject: "Your request", text: "It is done." },
        summary: "Tell them",
      });
    };
    expect((await withRecord(9_999.99)).state).toBe("confirmed");
    expect(await withRecord(10_000)).toMatchObject({
      state: "held",
      reason: "High-value account in a record: spent is at least 10000.",
    });
  });

  test("is held for the words of what arrived only where the rule says so", async () => {
    await rule({ complaints: ["outrageous"] });
    expect((await send({}, { subject: "This is outrageous" })).state).toBe("confirmed");
    await rule({ alsoArrived: true });
    const held = await send({}, { subject: "This is outrageous" });
    expect(held.reason).toBe("Complaint words in what arrived: “outrageous”.");
  });

  test("that is held shows what is known of whom it goes to", async () => {
    const { collectionId } = await makeCollection(organization.id);
    await makeRecord(organization.id, collectionId, { name: "Dana", status: "Dana@Example.com" });
    await send({ subject: "Before" });
    await rule({ legal: ["court"] });
    const { packet } = await reviewOf((await send({ text: "See you in court" })).effectId);
    expect(packet.evidence).toEqual(
      expect.arrayContaining([
        {
          label: "Things",
          value: { name: "Dana" },
        },
        {
          label: "Sent there before",
          value: [expect.stringMatching(/Tell them \(confirmed\)$/)],
        },
      ]),
    );
  });
});

describe("the draft of a held message", () => {
  test("goes out as it was changed by whoever let it go, and the log has both texts", async () => {
    await rule({ complaints: ["refund*"] });
    const { effectId } = await send({ text: "No refunds." });
    const { packet } = await reviewOf(effectId);
    expect(packet.releases[0]?.editable?.map(({ key }) => key)).toEqual(["subject", "text"]);
    await answer(effectId, "release", { subject: "Your request", text: "You get your money back." });
    expect(mail.received).toHaveLength(1);
    expect(mail.received[0]).toContain("You get your money back.");
    expect(mail.received[0]).not.toContain("No refunds.");
    expect(await entryOf(effectId, "action.edited")).toEqual({
      actor: organization.people.reviewer.name,
      before: { text: "No refunds." },
      after: { text: "You get your money back." },
    });
    expect(await entryOf(effectId, "action.confirmed")).toMatchObject({
      after: { subject: "Your request", text: "You get your money back." },
    });
  });

  test("goes out as it stands when nothing was changed, even if the rule still finds it, and once", async () => {
    await rule({ complaints: ["refund*"] });
    const { effectId } = await send({ text: "No refunds." });
    await answer(effectId, "release");
    await drainOnce();
    expect(mail.received).toHaveLength(1);
    expect(mail.received[0]).toContain("No refunds.");
    expect(await verbsOf(organization.id, effectId)).not.toContain("action.edited");
  });

  test("cannot be sent to somebody else, or with nothing in it; it then still waits", async () => {
    await rule({ complaints: ["refund*"] });
    const { effectId } = await send({ text: "No refunds." });
    await expect(answer(effectId, "release", { to: "eve@example.com" })).rejects.toThrow(/cannot be changed/);
    await expect(answer(effectId, "release", { text: "" })).rejects.toThrow(/cannot go like this/);
    expect((await effectOf(organization.id, effectId)).state).toBe("held");
    expect(await reviewOf(effectId)).toMatchObject({ status: "open" });
    expect(mail.received).toEqual([]);
  });

  test("that is refused is never sent, whatever was changed in it", async () => {
    await rule({ complaints: ["refund*"] });
    const { effectId } = await send({ text: "No refunds." });
    await answer(effectId, "refuse", { text: "Something else." });
    expect(await effectOf(organization.id, effectId)).toMatchObject({
      state: "failed",
      input: { text: "No refunds." },
    });
    expect(mail.received).toEqual([]);
  });
});

describe("a rule about messages", () => {
  test("says beforehand what it would have held of the last messages, and which", async () => {
    await send({ text: "Please call your lawyer." }, { subject: "Gold" });
    await send({ text: "All good." });
    await send({ text: "See you in court." });
    const preview = (change: Partial<MessagesRule>) =>
      as(organization.people.admin).guardrails.previewMessages({ ...MESSAGES.none, ...change });
    expect(await preview({})).toMatchObject({ looked: 3, held: 0, newest: [], more: false });
    expect(await preview({ legal: ["court", "lawyer"] })).toMatchObject({
      looked: 3,
      held: 2,
      newest: [{ why: "Legal language: “court”." }, { why: "Legal language: “lawyer”." }],
    });
    expect(await preview({ fields: [{ field: "name", is: "equal", value: "gold" }] })).toMatchObject({
      held: 1,
    });
    expect((await readRuleOf()).version).toBe(0);
  });

  test("is a new version each time, and the log tells what changed", async () => {
    await rule({ legal: ["court", "lawyer"] });
    await rule({ legal: ["court", "sue"], accounts: ["acme.example"] });
    expect(await readRuleOf()).toMatchObject({ version: 2, rule: { legal: ["court", "sue"] } });
    const entries = await inside((tx) =>
      tx.query("SELECT summary FROM audit_entry WHERE verb = 'guardrail.changed' ORDER BY id"),
    );
    expect(entries).toEqual([
      { summary: "Legal language: 2 added" },
      { summary: "Legal language: 1 added, 1 taken away · High-value accounts: 1 added" },
    ]);
    for (const statement of ["UPDATE guardrail SET rule = '{}'", "DELETE FROM guardrail"]) {
      await expect(inside((tx) => tx.query(statement))).rejects.toThrow(/permission denied/);
    }
  });

  test("changed by two at once is changed by one; the other is told to look again", async () => {
    const set = (legal: string[]) =>
      as(organization.people.admin).guardrails.setMessages({ ...MESSAGES.none, legal, version: 0 });
    const both = await Promise.allSettled([set(["one"]), set(["two"])]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({
      reason: { message: expect.stringContaining("Look at it again") },
    });
  });

  test.each([
    [{ legal: ["!!"] }, "no letters or digits"],
    [{ accounts: ["nobody"] }, "neither an address"],
    [{ fields: [{ field: "total", is: "at-least" as const, value: "much" }] }, "needs a number"],
  ])("is refused as %j", async (change, why) => {
    const set = as(organization.people.admin).guardrails.setMessages({
      ...MESSAGES.none,
      ...change,
      version: 0,
    });
    await expect(set).rejects.toThrow(why);
  });
});

const readRuleOf = () => inside((tx) => readRule(tx, MESSAGES));
