import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";
import { reportError } from "@/server/report-error";

/** Sums go back this far; what is older is forgotten. */
export const COUNTED_DAYS = 30;

/** By then whatever ended within an hour is committed. */
const SETTLED = "clock_timestamp() - interval '10 minutes'";
/** The last full hour that will not change any more. */
const FULL_HOUR = `date_trunc('hour', ${SETTLED}, 'UTC')`;
const OLDEST = `date_trunc('hour', clock_timestamp() - interval '${COUNTED_DAYS} days', 'UTC')`;

const BEHIND = `
  SELECT organization_id AS id FROM organization_settings
  WHERE runs_counted_until IS NULL OR runs_counted_until < ${FULL_HOUR} LIMIT 100`;

// A day at most, so that an organization that was never counted is not counted in one breath.
const SPAN = `
  SELECT since, least(since + interval '1 day', ${FULL_HOUR}) AS until FROM (
    SELECT greatest(runs_counted_until, ${OLDEST}) AS since FROM organization_settings FOR UPDATE SKIP LOCKED) AS standing`;

/** SQL: whether a person was asked in a row of `run`, before it ended; one look for each run. */
export const ASKED = `CROSS JOIN LATERAL (
  SELECT coalesce((SELECT true FROM review WHERE review.run_id = run.id
    AND review.created_at <= run.ended_at LIMIT 1), false) AS somebody) AS asked`;

const COUNT = `
  INSERT INTO run_count (organization_id, workflow_id, hour, done, alone)
  SELECT $1::uuid, workflow_id, date_trunc('hour', ended_at, 'UTC'), count(*), count(*) FILTER (WHERE NOT somebody)
  FROM run ${ASKED} WHERE status = 'done' AND ended_at >= $2 AND ended_at < $3 GROUP BY 2, 3
  ON CONFLICT (workflow_id, hour) DO UPDATE SET done = excluded.done, alone = excluded.alone`;

/**
 * Counts the runs of every full hour, for lists that would otherwise count all of them each time they are shown. Any
 * number of workers may do so at once: an organization is counted by one of them.
 * @returns whether there may be more
 */
export async function countRuns(): Promise<boolean> {
  const { rows } = await pool("engine").query<{ id: string }>(BEHIND);
  let more = false;
  for (const { id } of rows) {
    // What goes wrong in one organization keeps nothing from being counted in the others.
    if (await inOrganizationFast(id, countSpan).catch(reportError)) more = true;
  }
  return more;
}

/** @returns whether something was counted; not when another worker is at it */
async function countSpan(tx: Tx): Promise<boolean> {
  const [span] = await tx.query<{ since: Date; until: Date }>(SPAN);
  if (!span || span.since >= span.until) return false;
  tx.send(COUNT, [tx.organizationId, span.since, span.until]);
  tx.send("UPDATE organization_settings SET runs_counted_until = $1", [span.until]);
  tx.send(`DELETE FROM run_count WHERE hour < ${OLDEST}`);
  return true;
}
