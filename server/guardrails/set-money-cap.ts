import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { Tx } from "@/server/db/tx";
import { LookAgain } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { compareDecimals } from "@/workflow/expressions/convert";
import { checkRule, type MoneyRule } from "./check-rule";
import { currentCap, lockCaps, type MoneyCap } from "./money-caps";

/**
 * Sets the most one action may move in a currency, and all of a day together (null: no limit); every change is a new version, and the old ones stay.
 * @param input.version the version that was read, 0 for none
 * @throws MendInput · LookAgain when somebody else changed it since
 */
export async function setMoneyCap(
  tx: Tx,
  input: MoneyRule & { version: number },
  by: Viewer,
): Promise<MoneyCap> {
  const { currency, capPerAction, budgetPerDay } = input;
  checkRule(input);
  await lockCaps(tx, "change");
  const before = await currentCap(tx, currency);
  if ((before?.version ?? 0) !== input.version) {
    throw new LookAgain("Somebody changed this cap since you read it. Look at it again.");
  }
  if (before && isSame(before.capPerAction, capPerAction) && isSame(before.budgetPerDay, budgetPerDay))
    return before;
  await tx.query(
    `INSERT INTO money_guardrail (organization_id, currency, version, cap_per_action, budget_per_day, created_by)
     VALUES ($1::uuid, $2, $3, $4::numeric, $5::numeric, $6::uuid)`,
    [tx.organizationId, currency, input.version + 1, capPerAction, budgetPerDay, by.id],
  );
  const after = await currentCap(tx, currency);
  if (!after) throw new Error("A cap was set and is not there.");
  appendAudit(tx, {
    actor: personActor(by),
    verb: "guardrail.changed",
    object: { kind: "guardrail", id: `money:${currency}`, name: `Limits in ${currency}` },
    summary: summaryOf(before, after),
    before: before && ruleOf(before),
    after: ruleOf(after),
  });
  tx.announce("settings");
  return after;
}

function isSame(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return compareDecimals(one, other) === 0;
}

function ruleOf({ capPerAction, budgetPerDay, version }: MoneyCap) {
  return { capPerAction, ...(budgetPerDay !== null && { budgetPerDay }), version };
}

/** Only what changed. */
function summaryOf(before: MoneyCap | null, after: MoneyCap): string {
  const words = (amount: string | null | undefined) => (amount ? `${amount} ${after.currency}` : "none");
  const changes = [
    { name: "Cap per action", was: before?.capPerAction ?? null, is: after.capPerAction },
    { name: "Budget per day", was: before?.budgetPerDay ?? null, is: after.budgetPerDay },
  ].filter(({ was, is }) => !isSame(was, is));
  return changes.map(({ name, was, is }) => `${name}: ${words(was)} → ${words(is)}`).join(" · ");
}
