import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { drainOnce } from "@/server/effects/drain";
import { previewReversal, reverseEffect } from "@/server/effects/reverse-effect";
import { closeIdentityPool } from "@/server/identity/pool";
import { cancelRun } from "@/server/runs/cancel-run";
import { effectOf, makeConnection, passTime, perform, setCap, verbsOf } from "@/server/testing/gateway";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { makeRun, type TestRun } from "@/server/testing/run";
import { type StripeStub, startStripe } from "@/server/testing/stripe-stub";

let organization: TestOrganization;
let stripe: StripeStub;
let run: TestRun;
let effectId: string;

beforeAll(async () => {
  organization = await makeOrganization();
  await setCap(organization, "EUR", "100");
});
/** A refund that waits for the customer. */
beforeEach(async () => {
  stripe = await startStripe();
  stripe.told.refundStatus = "requires_action";
  const connectionId = await makeConnection(organization, {
    connector: "stripe",
    config: { baseUrl: `http://127.0.0.1:${stripe.port}`, allowedHosts: ["127.0.0.1"] },
    secret: { key: "rk_test_canary5ae01c9d" },
  });
  run = await makeRun(organization.id);
  const input = { payment: "pi_given0001", amount: "12.50", currency: "EUR" };
  const request = { action: "stripe.refund", connectionId, input, summary: "Refund" };
  ({ effectId } = await perform(organization.id, run, "pay", request));
  return () => stripe.close();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

const within = <T>(work: Parameters<typeof inOrganizationFast<T>>[1]) =>
  inOrganizationFast(organization.id, work);
const cancel = () => reverseEffect(organization.people.admin, effectId, "Wrong customer");
const cancellation = async () => {
  const [row] = await within((tx) =>
    tx.query<{ id: string }>("SELECT id FROM effect WHERE reversal_of = $1::uuid", [effectId]),
  );
  return effectOf(organization.id, row?.id ?? "");
};
const stands = (status: string) => {
  for (const object of stripe.objects.values()) if (object.object === "refunds") object.status = status;
};
const cancels = () => stripe.writes().filter(({ url }) => url.endsWith("/cancel"));
const drain = async () => {
  await passTime(organization.id);
  await drainOnce();
};

describe("a refund that waits for the customer", () => {
  test("is canceled exactly: no money goes out, and its run goes on as not confirmed", async () => {
    expect(await previewReversal(organization.id, effectId)).toMatchObject({
      verdict: "now",
      kind: "exact",
      sentence: expect.stringContaining("no money goes out"),
    });
    expect(await cancel()).toMatchObject({ state: "confirmed" });
    expect(cancels()).toHaveLength(1);
    expect(await effectOf(organization.id, effectId)).toMatchObject({
      state: "failed",
      reason: "It was called off: Cancel: Refund",
    });
    expect(await verbsOf(organization.id, (await cancellation()).id)).toEqual([
      "action.intended",
      "action.reversed",
    ]);
    expect(await verbsOf(organization.id, effectId)).toEqual([
      "action.intended",
      "action.awaited",
      "action.dropped",
    ]);
    const woken = await within((tx) =>
      tx.query("SELECT 1 FROM outbox WHERE name = $1", [`handoff/wake.${run.runId}.pay`]),
    );
    expect(woken).toHaveLength(1);
    await drain();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "failed" });
  });

  test("whose cancellation got no answer is looked at, and canceled once", async () => {
    stripe.mood = "drops";
    expect(await cancel()).toMatchObject({ state: "unknown" });
    stripe.mood = "honest";
    await drain();
    expect(await cancellation()).toMatchObject({ state: "confirmed" });
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "failed" });
    expect(cancels()).toHaveLength(1);
  });

  test.each([
    ["pending", "under way or has arrived"],
    ["succeeded", "under way or has arrived"],
    ["failed", "nothing to call off"],
  ])("and is %s by then is left as it is, with why", async (status, sentence) => {
    stands(status);
    await expect(cancel()).rejects.toThrow(sentence);
    expect(cancels()).toEqual([]);
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "pending" });
  });

  test("that is made good for later, once it has arrived after all, is so under another key", async () => {
    stands("succeeded");
    await expect(cancel()).rejects.toThrow("has arrived");
    await drain();
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "confirmed" });
    const charged = await reverseEffect(organization.people.admin, effectId, "Wrong", { draft: {} });
    expect(charged).toMatchObject({ state: "confirmed" });
    expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "confirmed" });
    expect(await verbsOf(organization.id, (await cancellation()).id)).toContain("action.compensated");
  });

  test("is above the cap taken back only once another person has agreed", async () => {
    await setCap(organization, "EUR", "10");
    expect(await cancel()).toMatchObject({ state: "held" });
    expect(cancels()).toEqual([]);
    await setCap(organization, "EUR", "100");
  });
});

test("a refund that is under way is not called off, and says what can be done instead", async () => {
  stands("pending");
  await drain();
  expect(await previewReversal(organization.id, effectId)).toMatchObject({
    verdict: "open",
    possible: false,
    sentence: expect.stringContaining("Once it has arrived"),
  });
});

test("a refund stays under way when its run is canceled, until Stripe ends it", async () => {
  const by = { kind: "person", id: organization.people.admin.id, name: "Ada" } as const;
  await within((tx) => cancelRun(tx, run.runId, by, ""));
  expect(await effectOf(organization.id, effectId)).toMatchObject({ state: "pending" });
});
