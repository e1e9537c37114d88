import type { Tx } from "@/server/db/tx";

/** The most one action may move in a currency, and all of a day together. Exact decimals. */
export type MoneyCap = {
  currency: string;
  version: number;
  capPerAction: string;
  /** Null: only each action is judged. */
  budgetPerDay: string | null;
  changedAt: Date;
};

const CAP = `currency, version, trim_scale(cap_per_action)::text AS "capPerAction",
  trim_scale(budget_per_day)::text AS "budgetPerDay", created_at AS "changedAt"`;

/** The rule of a currency as it stands; null when none was ever set. */
export async function currentCap(tx: Tx, currency: string): Promise<MoneyCap | null> {
  const [cap] = await tx.query<MoneyCap>(
    `SELECT ${CAP} FROM money_guardrail WHERE currency = $1 ORDER BY version DESC LIMIT 1`,
    [currency],
  );
  return cap ?? null;
}

/** The rules of all currencies as they stand. */
export async function listCaps(tx: Tx): Promise<MoneyCap[]> {
  return tx.query<MoneyCap>(
    `SELECT DISTINCT ON (currency) ${CAP} FROM money_guardrail ORDER BY currency, version DESC`,
  );
}

/**
 * Judging an action and changing the rule it is judged by take turns: nothing passes by a rule that was
 * already replaced. Rows of the rule are insert-only, so the lock is on the organization's rules as a whole.
 */
export async function lockCaps(tx: Tx, mode: "judge" | "change"): Promise<void> {
  const shared = mode === "judge" ? "_shared" : "";
  await tx.query(
    `SELECT pg_advisory_xact_lock${shared}(hashtextextended('money_guardrail:' || $1, 0))::text`,
    [tx.organizationId],
  );
}
