import type { Tx } from "@/server/db/tx";

/** An action that moved money, or is on its way to: neither waits for a person's word nor was given up or taken back. */
export const MOVES =
  "effect = 'money' AND reversal_of IS NULL AND state NOT IN ('held', 'blocked', 'failed', 'reversed')";

/**
 * What actions in a currency come to today, in the organization's time zone: exact decimal. An action counts on the day
 * it was asked for. Until this transaction ends nobody else is told: of two actions that together are too much, the
 * second one sees the first.
 * @param except the action that is judged, where it stands already
 */
export async function movedToday(tx: Tx, currency: string, except: string | null): Promise<string> {
  await tx.query(
    "SELECT pg_advisory_xact_lock(hashtextextended('money_moved:' || $1 || ':' || $2, 0))::text",
    [tx.organizationId, currency],
  );
  // Not the clock itself: what may change from row to row is not looked for in an index.
  const [moved] = await tx.query<{ amount: string }>(
    `SELECT trim_scale(coalesce(sum(amount), 0))::text AS amount FROM effect
     WHERE ${MOVES} AND currency = $1 AND id IS DISTINCT FROM $2::uuid
       AND created_at >= date_trunc('day', now(), coalesce((SELECT time_zone FROM organization_settings), 'UTC'))`,
    [currency, except],
  );
  return moved?.amount ?? "0";
}
