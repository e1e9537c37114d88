import type { Tx } from "@/server/db/tx";

/** The most one action may move in a currency. Exact decimal. */
export type MoneyCap = { currency: string; version: number; capPerAction: string; changedAt: Date };

/** The rule of a currency as it stands; null when none was ever set. */
export async function currentCap(tx: Tx, currency: string): Promise<MoneyCap | null> {
  const [cap] = await tx.query<MoneyCap>(
    `SELECT currency, version, trim_scale(cap_per_action)::text AS "capPerAction", created_at AS "changedAt"
     FROM money_guardrail WHERE currency = $1 ORDER BY version DESC LIMIT 1`,
    [currency],
  );
  return cap ?? null;
}

/** The rules of all currencies as they stand. */
export async function listCaps(tx: Tx): Promise<MoneyCap[]> {
  return tx.query<MoneyCap>(
    `SELECT DISTINCT ON (currency) currency, version, trim_scale(cap_per_action)::text AS "capPerAction",
       created_at AS "changedAt"
     FROM money_guardrail ORDER BY currency, version DESC`,
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
