import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";

/** The channel on which workers hear that an action became due. */
export const EFFECTS_CHANNEL = "handoff_effects";

/** Has a worker look for due actions as soon as the transaction has committed, instead of at its next round. */
export function wakeDrain(tx: Tx): void {
  tx.afterCommit(async () => {
    await pool("app").query("SELECT pg_notify($1, '')", [EFFECTS_CHANNEL]);
  });
}
