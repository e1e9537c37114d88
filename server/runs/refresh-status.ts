import type { Tx } from "@/server/db/tx";

// An action that waits because its system is down makes the run degraded: the rest goes on. A node that a
// person or a moment holds up makes it waiting; a "for each" waits for its items, which tell for themselves. Both
// only while nothing is running right now.
export const REFRESH_STATUS = `
  WITH open AS (
    SELECT step.state, step.reason, step.started_at,
      (SELECT effect.reason FROM effect WHERE effect.run_id = step.run_id AND effect.node_id = step.node_id
         AND effect.item = step.item
         AND effect.state IN ('queued', 'unknown') ORDER BY effect.created_at DESC LIMIT 1) AS queued
    FROM run_step step WHERE step.run_id = $1::uuid AND step.state IN ('running', 'waiting')
      AND NOT step.output ? 'items'
  ), derived AS (
    SELECT CASE
        WHEN bool_or(state = 'waiting' AND queued IS NOT NULL) THEN 'degraded'
        WHEN bool_or(state = 'running') THEN 'running'
        WHEN bool_or(state = 'waiting') THEN 'waiting'
        ELSE 'running' END::run_status AS status,
      coalesce(
        (array_agg(coalesce(nullif(queued, ''), reason) ORDER BY (queued IS NOT NULL) DESC, started_at)
          FILTER (WHERE state = 'waiting'))[1], '') AS reason
    FROM open
  )
  UPDATE run SET status = derived.status, reason = derived.reason FROM derived
  WHERE run.id = $1::uuid AND run.status NOT IN ('done', 'failed', 'canceled')
    AND (run.status, run.reason) IS DISTINCT FROM (derived.status, derived.reason)
  RETURNING run.id`;

/** The same for a run of which one node at a time is under way, and none waits: several times cheaper. */
export const GOES_ON = `
  UPDATE run SET status = 'running', reason = '' WHERE id = $1::uuid AND status NOT IN ('done', 'failed', 'canceled')`;

/** Brings a run's status in line with its steps and actions, and tells the screens if that changed it. */
export async function refreshStatus(tx: Tx, runId: string): Promise<void> {
  const changed = await tx.query(REFRESH_STATUS, [runId]);
  if (changed.length > 0) tx.announce("runs", runId);
}
