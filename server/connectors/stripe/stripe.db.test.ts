import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { testConnection } from "@/server/connections/test-connection";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { previewReversal, reverseEffect } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import { effectOf, makeConnection, passTime, perform, setCap } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun } from "@/server/testing/run";
import { type StripeStub, startStripe } from "@/server/testing/stripe-stub";
import type { JsonObject } from "@/workflow/json";

const KEY = "rk_test_canary5ae01c9d";
let organization: TestOrganization;
let stripe: StripeStub;
let connectionId: string;

beforeAll(async () => {
  organization = await makeOrganization();
  await setCap(organization, "EUR", "100");
  await setCap(organization, "JPY", "9000");
});
beforeEach(async () => {
  stripe = await startStripe();
  connectionId = await makeConnection(organization, {
    connector: "stripe",
    config: { baseUrl: `http://127.0.0.1:${stripe.port}`, allowedHosts: ["127.0.0.1"] },
    secret: { key: KEY },
  });
  return () => stripe.close();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

async function act(action: string, input: JsonObject) {
  return perform(organization.id, await makeRun(organization.id), "act", {
    action: `stripe.${action}`,
    connectionId,
    input,
    summary: action,
  });
}
const refund = (more: JsonObject = {}) =>
  act("refund", { payment: "pi_given0001", amount: "12.50", currency: "EUR", ...more });
const stands = (status: string, reason: string | null = null) => {
  for (const object of stripe.objects.values()) {
    if (object.object === "refunds") Object.assign(object, { status, failure_reason: reason });
  }
};
const creditNote = (invoice: string) => act("credit-note", { invoice, amount: "10.00", currency: "EUR" });
const invoiceItem = () =>
  act("invoice-item", { customer: "cus_given0001", amount: "7.05", currency: "EUR", description: "Postage" });

describe("a refund", () => {
  test("is sent as a form with its key and its mark, in the smallest unit, and confirmed by reading it back", async () => {
    const progress = await refund({ reason: "duplicate" });
    expect(progress).toMatchObject({
      state: "confirmed",
      reason: "Stripe has given the money back.",
      result: { status: "succeeded", amount: "12.50", currency: "EUR", customer: "cus_given0001" },
    });
    const [sent] = stripe.writes();
    expect(sent?.body).toEqual({
      payment_intent: "pi_given0001",
      amount: "1250",
      reason: "duplicate",
      "metadata[handoff_action]": progress.effectId,
    });
    expect(sent?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      "idempotency-key": expect.stringMatching(/^handoff-[0-9a-f]{64}$/),
      "content-type": "application/x-www-form-urlencoded",
    });
  });

  test("of a currency without a smaller unit is sent as it is", async () => {
    expect(await refund({ payment: "pi_yen000001", amount: "500.00", currency: "JPY" })).toMatchObject({
      state: "confirmed",
      result: { amount: "500", currency: "JPY" },
    });
    expect(stripe.writes()[0]?.body).toMatchObject({ amount: "500" });
  });

  test("above the cap is held, and nothing is asked of Stripe", async () => {
    expect(await refund({ amount: "100.01" })).toMatchObject({
      state: "held",
      reason: "100.01 EUR is above the cap of 100 EUR per action.",
    });
    expect(stripe.requests).toEqual([]);
  });

  test("of a payment in another currency than the guardrail judged is not sent", async () => {
    expect(await refund({ payment: "pi_yen000001" })).toMatchObject({
      state: "blocked",
      reason: "The payment is in JPY, not in EUR.",
    });
    expect(stripe.writes()).toEqual([]);
  });

  test.each([
    ["pending", "the money is under way"],
    ["requires_action", "waits for the customer"],
  ])("that Stripe calls %s is pending", async (status, sentence) => {
    stripe.told.refundStatus = status;
    expect(await refund()).toMatchObject({
      state: "pending",
      settled: false,
      reason: expect.stringContaining(sentence),
    });
  });

  test("that was canceled at Stripe has ended, and nobody is asked", async () => {
    stripe.told.refundStatus = "requires_action";
    const { effectId } = await refund();
    stands("canceled", "merchant_request");
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({
      state: "failed",
      reason: "Stripe says it was canceled (merchant_request): no money went out.",
    });
  });

  test("that is under way is looked at again, never sent again, until Stripe says how it ended", async () => {
    stripe.told.refundStatus = "pending";
    const { effectId } = await refund();
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({
      state: "pending",
      attempts: 1,
      nextAttemptAt: expect.any(Date),
      evidence: { looks: [{ state: "pending" }] },
    });
    // Looked at while Stripe is down it stays what it is.
    stripe.readMood = "fails";
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "pending" });
    stripe.readMood = "honest";
    for (const object of stripe.objects.values()) object.status = "succeeded";
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({
      state: "confirmed",
      evidence: { looks: [{ state: "pending" }, { state: "pending" }, { state: "confirmed" }] },
    });
    expect(stripe.writes()).toHaveLength(1);
  });

  test("that does not end in the time it may take is asked about, once", async () => {
    stripe.told.refundStatus = "pending";
    const { effectId } = await refund();
    await inOrganizationFast(organization.id, (tx) =>
      tx.query("UPDATE effect SET created_at = created_at - interval '15 days' WHERE id = $1::uuid", [
        effectId,
      ]),
    );
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({
      state: "missing",
      nextAttemptAt: null,
      reason:
        "Stripe has taken it; the money is under way. It has not ended in all the time that it may take.",
    });
    const questions = await inOrganizationFast(organization.id, (tx) =>
      tx.query<{ ask: string }>("SELECT ask FROM review WHERE effect_id = $1::uuid AND status = 'open'", [
        effectId,
      ]),
    );
    expect(questions).toEqual([{ ask: "refund: has it arrived by now?" }]);
  });

  test("that failed at Stripe is missing, with what Stripe says of it", async () => {
    stripe.told.refundStatus = "failed";
    expect(await refund()).toMatchObject({
      state: "missing",
      reason: "Stripe says it failed: the money did not arrive.",
    });
  });

  test("is not called back: the amount can be put on the customer's next invoice, as a draft", async () => {
    const { effectId } = await refund();
    const { admin } = organization.people;
    expect(await previewReversal(organization.id, effectId)).toMatchObject({
      verdict: "draft",
      kind: "compensate",
      sentence: expect.stringContaining("cannot be called back"),
    });
    await reverseEffect(admin, effectId, "Wrong one", { draft: { description: "Sorry, charged again" } });
    expect(stripe.writes()[1]?.body).toMatchObject({
      customer: "cus_given0001",
      amount: "1250",
      currency: "eur",
      description: "Sorry, charged again",
    });
  });

  test("that came back from the bank since is not charged again", async () => {
    const { effectId } = await refund();
    stands("failed", "lost_or_stolen_card");
    const taken = reverseEffect(organization.people.admin, effectId, "Wrong one", { draft: {} });
    await expect(taken).rejects.toThrow("The refund failed since (lost_or_stolen_card): the money is back");
    expect(stripe.writes()).toHaveLength(1);
  });

  test("of a payment without a customer says why nothing makes good for it", async () => {
    const { effectId } = await refund({ payment: "pi_yen000001", amount: "500", currency: "JPY" });
    expect(await previewReversal(organization.id, effectId)).toMatchObject({
      verdict: "never",
      sentence: expect.stringContaining("has no customer"),
    });
  });

  test("whose answer was lost is found among many by its mark", async () => {
    stripe.mood = "drops";
    const { effectId, state } = await refund();
    expect(state).toBe("unknown");
    for (let other = 0; other < 30; other += 1) {
      stripe.objects.set(`re_other${other}`, {
        id: `re_other${other}`,
        object: "refunds",
        payment_intent: "pi_given0001",
        metadata: {},
      });
    }
    stripe.mood = "honest";
    await passTime(organization.id);
    await drainOnce();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "confirmed" });
    expect(stripe.writes()).toHaveLength(1);
  });
});

describe("a credit note", () => {
  test("lowers an open invoice, and is voided when it is taken back", async () => {
    const { effectId, state, result } = await creditNote("in_open00001");
    expect(state).toBe("confirmed");
    expect(stripe.writes()[0]?.body).not.toHaveProperty("credit_amount");
    await reverseEffect(organization.people.admin, effectId, "Wrong invoice");
    expect(stripe.objects.get(String(result.id))).toMatchObject({ status: "void" });
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "reversed" });
    await reverseEffect(organization.people.admin, effectId, "Wrong invoice");
    expect(stripe.writes()).toHaveLength(2);
  });

  test("of a paid invoice goes to the customer's balance, and says why it cannot be voided", async () => {
    const { effectId } = await creditNote("in_paid00001");
    expect(stripe.writes()[0]?.body).toMatchObject({ amount: "1000", credit_amount: "1000" });
    expect(await previewReversal(organization.id, effectId)).toMatchObject({
      verdict: "never",
      sentence: expect.stringContaining("had been paid"),
    });
  });

  test("of an invoice that was paid since is not voided, and says why", async () => {
    const { effectId } = await creditNote("in_open00001");
    stripe.objects.set("in_open00001", { ...stripe.objects.get("in_open00001"), status: "paid" });
    const taken = reverseEffect(organization.people.admin, effectId, "Wrong invoice");
    await expect(taken).rejects.toThrow("Its invoice is paid by now");
    expect(stripe.writes()).toHaveLength(1);
  });

  test("for an invoice that is not there is blocked before anything is sent", async () => {
    expect(await creditNote("in_nowhere01")).toMatchObject({
      state: "blocked",
      reason: "Stripe has no invoice “in_nowhere01”.",
    });
    expect(stripe.writes()).toEqual([]);
  });
});

describe("an invoice item", () => {
  test("is added, and deleted when it is taken back", async () => {
    const { effectId, state, result } = await invoiceItem();
    expect(state).toBe("confirmed");
    expect(stripe.writes()[0]?.body).toMatchObject({
      amount: "705",
      currency: "eur",
      description: "Postage",
    });
    await reverseEffect(organization.people.admin, effectId, "Sent by mistake");
    expect(stripe.objects.has(String(result.id))).toBe(false);
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "reversed" });
  });

  test("that stands on a draft is deleted all the same", async () => {
    const { effectId, result } = await invoiceItem();
    const id = String(result.id);
    stripe.objects.set(id, { ...stripe.objects.get(id), invoice: "in_draft0001" });
    await reverseEffect(organization.people.admin, effectId, "Sent by mistake");
    expect(stripe.objects.has(id)).toBe(false);
  });

  test.each([
    [{ amount: 900 }, "It was changed in Stripe since"],
    [{ invoice: "in_open00001" }, "It stands on the invoice in_open00001 by now, which is open"],
  ])("that has become %j is not deleted", async (change, sentence) => {
    const { effectId, result } = await invoiceItem();
    const id = String(result.id);
    stripe.objects.set(id, { ...stripe.objects.get(id), ...change });
    const taken = reverseEffect(organization.people.admin, effectId, "Sent by mistake");
    await expect(taken).rejects.toThrow(sentence);
    expect(stripe.objects.has(id)).toBe(true);
  });
});

describe("an error of Stripe", () => {
  test.each([
    [402, { type: "card_error", message: "Declined", code: "card_declined" }, "blocked", "data"],
    [400, { type: "invalid_request_error", message: "Already done", param: "charge" }, "blocked", "data"],
    [400, { type: "idempotency_error", message: "Other details" }, "blocked", "data"],
    [403, { type: "invalid_request_error", message: "Not permitted" }, "blocked", "data"],
    [429, { type: "rate_limit_error", message: "Slow down" }, "queued", "transient"],
    [409, { type: "invalid_request_error", code: "idempotency_key_in_use" }, "unknown", "unknown"],
    [500, { type: "api_error", message: "Our fault" }, "unknown", "unknown"],
    [503, { type: "api_error" }, "unknown", "unknown"],
  ])("%d %j leaves the action %s", async (status, error, state, failureClass) => {
    stripe.told.refuseWith = { status, error };
    const { effectId } = await invoiceItem();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state, failureClass });
    expect(stripe.writes()).toHaveLength(1);
  });
});

describe("the connection", () => {
  test("is tried by reading, and says for which money its key is", async () => {
    expect(await testConnection(organization.id, connectionId)).toMatchObject({
      works: true,
      sentence: "Stripe answers and accepts the key, which is for test money.",
    });
    stripe.readMood = "nonsense";
    expect(await testConnection(organization.id, connectionId)).toMatchObject({ works: false });
  });

  test.each([
    [{ baseUrl: "https://stripe.example" }, { key: KEY }, "Leave it empty for Stripe itself"],
    [{}, { key: "sk_live_wholeaccount" }, "Give a restricted key"],
  ])("%j with %j is refused", async (config, secret, sentence) => {
    const wanted = makeConnection(organization, { connector: "stripe", config, secret });
    await expect(wanted).rejects.toThrow(sentence);
  });
});
