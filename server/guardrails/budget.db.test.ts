import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { judgeMoney } from "./judge-money";
import { previewRule } from "./preview-rule";
import { setMoneyCap } from "./set-money-cap";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

/** A currency of its own for each test: budgets of currencies know nothing of each other. */
const currencies = ["EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN"];
let currency: string;
beforeEach(async () => {
  currency = currencies.shift() ?? "JPY";
  await inOrganizationFast(organization.id, (tx) =>
    setMoneyCap(
      tx,
      { currency, capPerAction: "100", budgetPerDay: "250", version: 0 },
      organization.people.admin,
    ),
  );
});

/** Judges, and writes the action down as the gateway does: held, or on its way. */
function move(amount: string, options: { at?: string; reversalOf?: string } = {}) {
  const id = randomUUID();
  return inOrganizationFast(organization.id, async (tx) => {
    const reverses = options.reversalOf !== undefined;
    const verdict = await judgeMoney(tx, { amount, currency }, { id, reverses });
    await tx.query(
      `INSERT INTO effect (id, organization_id, key, action, effect, summary, input, input_hash, amount, currency, state, created_at, reversal_of)
       VALUES ($1::uuid, $2::uuid, $1, 'collections.pay', 'money', 'Pay', '{}', '', $3::numeric, $4, $5::effect_state,
         coalesce($6::timestamptz, clock_timestamp()), $7::uuid)`,
      [
        id,
        organization.id,
        amount,
        currency,
        verdict.passes ? "sending" : "held",
        options.at ?? null,
        options.reversalOf ?? null,
      ],
    );
    return { id, verdict };
  });
}

const become = (id: string, state: string) =>
  inOrganizationFast(organization.id, (tx) =>
    tx.query("UPDATE effect SET state = $2::effect_state WHERE id = $1::uuid", [id, state]),
  );

test("what actions of a day come to together ends at the budget, and the next one is for a person", async () => {
  expect((await move("100")).verdict.passes).toBe(true);
  expect((await move("100")).verdict.passes).toBe(true);
  expect((await move("50.01")).verdict).toEqual({
    passes: false,
    why: `50.01 ${currency} is above what is left of today's budget: 50 of 250 ${currency}.`,
    evidence: [
      { label: "Amount", value: `50.01 ${currency}` },
      { label: "Moved today", value: `200 ${currency}` },
      { label: "Budget per day", value: `250 ${currency} (version 1)` },
    ],
  });
  expect((await move("50")).verdict.passes).toBe(true);
  expect((await move("0.0001")).verdict.passes).toBe(false);
});

test("of forty at once exactly as many pass as the budget has room for", async () => {
  const all = await Promise.all(Array.from({ length: 40 }, () => move("30")));
  expect(all.filter(({ verdict }) => verdict.passes)).toHaveLength(8);
});

test("what failed or was taken back gives its part back; what is unknown does not", async () => {
  const moved = [await move("100"), await move("100")];
  expect((await move("100")).verdict.passes).toBe(false);
  await become(moved[0]?.id ?? "", "unknown");
  expect((await move("100")).verdict.passes).toBe(false);
  await become(moved[0]?.id ?? "", "failed");
  await become(moved[1]?.id ?? "", "reversed");
  expect((await move("100")).verdict.passes).toBe(true);
  expect((await move("100")).verdict.passes).toBe(true);
});

test("yesterday's does not count, and an action that is judged again does not count against itself", async () => {
  await move("100", { at: new Date(Date.now() - 26 * 3_600_000).toISOString() });
  await move("100");
  const { id } = await move("100");
  const again = await inOrganizationFast(organization.id, (tx) =>
    judgeMoney(tx, { amount: "100", currency }, { id, reverses: false }),
  );
  expect(again.passes).toBe(true);
});

test("taking something back needs no budget and uses none", async () => {
  const { id } = await move("100");
  await move("100");
  await move("50");
  expect((await move("100", { reversalOf: id })).verdict.passes).toBe(true);
  await become(id, "reversed");
  expect((await move("100")).verdict.passes).toBe(true);
});

test("a rule says beforehand what it would have stopped of what was moved, and which", async () => {
  await move("10");
  await move("80");
  await move("30");
  const preview = (capPerAction: string, budgetPerDay: string | null) =>
    inOrganizationFast(organization.id, (tx) => previewRule(tx, { currency, capPerAction, budgetPerDay }));
  expect(await preview("100", null)).toMatchObject({ looked: 3, stopped: 0, newest: [] });
  expect(await preview("50", null)).toMatchObject({ stopped: 1, newest: [{ amount: "80", why: "cap" }] });
  expect(await preview("50", "100")).toMatchObject({
    looked: 3,
    stopped: 2,
    newest: [
      { amount: "30", why: "budget" },
      { amount: "80", why: "cap" },
    ],
  });
});
