import { nudge } from "@/server/db/nudge";
import type { Tx } from "@/server/db/tx";

/** The channel on which workers hear that the reversal of a run may go on. */
export const REVERSALS_CHANNEL = "handoff_reversals";

const DUE = `
  UPDATE reversal SET due_at = clock_timestamp() FROM reversal_item item
  WHERE item.by_effect_id = $1::uuid AND reversal.id = item.reversal_id AND reversal.status <> 'done'`;

/** Has a worker look at the reversal of a run that waits for this action, if one does, once the transaction has committed. */
export function wakeReversal(tx: Tx, byEffectId: string): void {
  tx.send(DUE, [byEffectId]);
  nudgeReversals(tx);
}

export function nudgeReversals(tx: Tx): void {
  tx.afterCommit(() => nudge(REVERSALS_CHANNEL));
}

const LOCK = `
  SELECT reversal.id FROM reversal WHERE status <> 'done'
    AND id IN (SELECT reversal_id FROM reversal_item WHERE effect_id = $1::uuid) ORDER BY id FOR UPDATE`;

/** Keeps the reversals of runs that this action is part of from going on until the transaction ends. */
export async function lockReversalsOf(tx: Tx, effectId: string): Promise<void> {
  await tx.query(LOCK, [effectId]);
}

const TIE = `
  WITH tied AS (
    UPDATE reversal_item item SET state = 'going', by_effect_id = $2::uuid, reason = ''
    FROM reversal WHERE item.effect_id = $1::uuid AND reversal.id = item.reversal_id AND reversal.status <> 'done'
      AND item.state IN ('open', 'stopped', 'draft')
    RETURNING item.reversal_id)
  UPDATE reversal SET status = 'going', reason = '', due_at = clock_timestamp()
  WHERE id IN (SELECT reversal_id FROM tied)`;

/** What takes an action back belongs to the reversal of its run too, whoever asked for it, and lets that go on. */
export function tieToReversals(tx: Tx, effectId: string, byEffectId: string): void {
  tx.send(TIE, [effectId, byEffectId]);
  nudgeReversals(tx);
}
