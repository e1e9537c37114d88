import type { Tx } from "@/server/db/tx";
import { checkRule, type MoneyRule } from "./check-rule";
import { MOVES } from "./moved-today";

const DAYS = 30;
const MOST_LISTED = 50;

export type StoppedAction = {
  id: string;
  runId: string | null;
  summary: string;
  /** Exact decimal. */
  amount: string;
  at: Date;
  why: "cap" | "budget";
};

export type RulePreview = { days: number; looked: number; stopped: number; newest: StoppedAction[] };

/**
 * What a rule would have kept for a person of what was moved in the last 30 days. What it would have kept counts
 * against the day's budget all the same, as if the person had let it go.
 * @throws MendInput that names the field
 */
export async function previewRule(tx: Tx, rule: MoneyRule): Promise<RulePreview> {
  checkRule(rule);
  const { currency, capPerAction, budgetPerDay } = rule;
  const rows = await tx.query<StoppedAction & { looked: number; stopped: number }>(
    `WITH moved AS (
       SELECT id, run_id, summary, amount, created_at,
         sum(amount) OVER (PARTITION BY date_trunc('day', created_at, settings.time_zone) ORDER BY created_at, id) AS by_then
       FROM effect CROSS JOIN (SELECT time_zone FROM organization_settings) AS settings
       WHERE ${MOVES} AND currency = $1 AND created_at >= now() - interval '${DAYS} days'),
     judged AS (
       SELECT *, CASE WHEN amount > $2::numeric THEN 'cap' WHEN by_then > $3::numeric THEN 'budget' END AS why FROM moved),
     counted AS (SELECT count(*)::int AS looked, count(why)::int AS stopped FROM judged)
     SELECT counted.*, newest.* FROM counted LEFT JOIN (
       SELECT id, run_id AS "runId", summary, trim_scale(amount)::text AS amount, created_at AS at, why FROM judged
       WHERE why IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT ${MOST_LISTED}) AS newest ON true`,
    [currency, capPerAction, budgetPerDay],
  );
  const newest = rows.flatMap(({ looked, stopped, ...action }) => (action.id === null ? [] : [action]));
  return { days: DAYS, looked: rows[0]?.looked ?? 0, stopped: rows[0]?.stopped ?? 0, newest };
}
