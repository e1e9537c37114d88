import type { Tx } from "@/server/db/tx";
import { type EffectRow, isAwaited } from "./effect-row";

/** Says of the run that waits for an action that something it needs is down; the rest of it goes on. */
export async function markDegraded(
  tx: Tx,
  effect: Pick<EffectRow, "runId" | "repeatOf">,
  reason: string,
): Promise<void> {
  const { runId } = effect;
  if (runId === null || !isAwaited(effect)) return;
  const changed = await tx.query(
    `UPDATE run SET status = 'degraded', reason = $2
     WHERE id = $1::uuid AND status IN ('queued', 'running', 'waiting', 'degraded') AND (status, reason) IS DISTINCT FROM ('degraded', $2)
     RETURNING id`,
    [runId, reason],
  );
  if (changed.length > 0) tx.announce("runs", runId);
}

/** Takes that back once none of the run's actions waits for a system any more. */
export async function clearDegraded(tx: Tx, { runId }: Pick<EffectRow, "runId">): Promise<void> {
  if (runId === null) return;
  const changed = await tx.query(
    `UPDATE run SET status = 'running', reason = ''
     WHERE id = $1::uuid AND status = 'degraded'
       AND NOT EXISTS (SELECT 1 FROM effect WHERE effect.run_id = run.id AND effect.state IN ('queued', 'unknown')
         AND effect.repeat_of IS NULL)
     RETURNING id`,
    [runId],
  );
  if (changed.length > 0) tx.announce("runs", runId);
}

/**
 * Takes the run before its action, as everybody does who writes both: a cancellation and the gateway then
 * follow one another. @returns whether the run still goes on
 */
export async function lockRun(tx: Tx, runId: string): Promise<boolean> {
  const [run] = await tx.query<{ ended: boolean }>(
    `SELECT status IN ('done', 'failed', 'canceled') AS ended FROM run WHERE id = $1::uuid FOR NO KEY UPDATE`,
    [runId],
  );
  return run !== undefined && !run.ended;
}
