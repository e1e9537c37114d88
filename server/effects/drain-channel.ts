import { nudge } from "@/server/db/nudge";
import type { Tx } from "@/server/db/tx";

/** The channel on which workers hear that an action became due. */
export const EFFECTS_CHANNEL = "handoff_effects";

/** Has a worker look for due actions as soon as the transaction has committed, instead of at its next round. */
export function wakeDrain(tx: Tx): void {
  tx.afterCommit(() => nudge(EFFECTS_CHANNEL));
}
