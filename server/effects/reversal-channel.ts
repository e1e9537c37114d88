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
