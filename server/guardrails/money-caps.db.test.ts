import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { inOrganizationFast } from "@/server/db/in-organization";
import { closePrisma } from "@/server/db/prisma";
import { LookAgain, MendInput } from "@/server/errors";
import { closeIdentityPool } from "@/server/identity/pool";
import { makeOrganization, type TestOrganization } from "@/server/testing/organization";
import { judgeMoney } from "./judge-money";
import { listCaps } from "./money-caps";
import { setMoneyCap } from "./set-money-cap";
import { wouldHold } from "./would-hold";

let organization: TestOrganization;
beforeAll(async () => {
  organization = await makeOrganization();
});
afterAll(async () => {
  await closePrisma();
  await closeIdentityPool();
});

function set(currency: string, capPerAction: string, version: number) {
  return inOrganizationFast(organization.id, (tx) =>
    setMoneyCap(tx, { currency, capPerAction, budgetPerDay: null, version }, organization.people.admin),
  );
}

describe("the cap on what one action may move", () => {
  test("is a new version each time; the old ones stay, and the log says who changed it from what to what", async () => {
    await set("EUR", "250", 0);
    await set("EUR", "99.50", 1);
    expect(await inOrganizationFast(organization.id, listCaps)).toMatchObject([
      { currency: "EUR", version: 2, capPerAction: "99.5" },
    ]);
    const entries = await inOrganizationFast(organization.id, (tx) =>
      tx.query(
        `SELECT summary, actor_name AS actor, "before", "after" FROM audit_entry WHERE verb = 'guardrail.changed' ORDER BY id DESC LIMIT 1`,
      ),
    );
    expect(entries).toEqual([
      {
        summary: "Cap per action: 250 EUR → 99.5 EUR",
        actor: organization.people.admin.name,
        before: { capPerAction: "250", version: 1 },
        after: { capPerAction: "99.5", version: 2 },
      },
    ]);
  });

  test("cannot be rewritten or taken away by what the product runs as", async () => {
    for (const statement of [
      "UPDATE money_guardrail SET cap_per_action = 1000000",
      "DELETE FROM money_guardrail",
    ]) {
      await expect(inOrganizationFast(organization.id, (tx) => tx.query(statement))).rejects.toThrow(
        /permission denied/,
      );
    }
  });

  test("changed by two at once is changed by one; the other is told to look again", async () => {
    const both = await Promise.allSettled([set("USD", "10", 0), set("USD", "20", 0)]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(both.find(({ status }) => status === "rejected")).toMatchObject({ reason: expect.any(LookAgain) });
  });

  test.each([
    ["XYZ", "10"],
    ["EUR", "-1"],
    ["EUR", "1e9"],
    ["EUR", "1,5"],
  ])("is refused as %s %s", async (currency, cap) => {
    await expect(set(currency, cap, 0)).rejects.toBeInstanceOf(MendInput);
  });

  test.each([
    ["99.50", true],
    ["99.5000", true],
    ["99.51", false],
    ["100000000000000", false],
  ])("of 99.50 judges %s without rounding", async (amount, passes) => {
    const verdict = await inOrganizationFast(organization.id, (tx) =>
      judgeMoney(tx, { amount, currency: "EUR" }),
    );
    expect(verdict.passes).toBe(passes);
  });

  test("says beforehand what it would hold", async () => {
    const ask = (effect: string, amount?: string) =>
      inOrganizationFast(organization.id, (tx) => wouldHold(tx, { effect, amount, currency: "EUR" }));
    expect(await ask("money", "50")).toBeNull();
    expect(await ask("send", "5000")).toBeNull();
    expect(await ask("money", "5000")).toEqual({
      reason: "5000 EUR is above the cap of 99.5 EUR per action.",
    });
    expect(await ask("money")).toEqual({ reason: "It moves money, and how much is not known." });
  });
});
