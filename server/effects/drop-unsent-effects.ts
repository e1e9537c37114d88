import type { Actor } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { dropLocked } from "./drop-effect";
import { lockEffect } from "./effect-row";
import { UNSENT } from "./states";

/**
 * Drops what a run that ends has not sent yet. What is under way goes on, and is verified. Lock the run first.
 * @returns how many were dropped
 */
export async function dropUnsentEffects(tx: Tx, runId: string, by: Actor, why: string): Promise<number> {
  const unsent = await tx.query<{ id: string }>(
    `SELECT id FROM effect WHERE run_id = $1::uuid AND state = ANY($2::effect_state[]) ORDER BY id FOR UPDATE`,
    [runId, UNSENT],
  );
  let dropped = 0;
  for (const { id } of unsent) {
    const effect = await lockEffect(tx, id);
    if (!effect || !UNSENT.includes(effect.state)) continue;
    await dropLocked(tx, effect, by, why);
    dropped += 1;
  }
  return dropped;
}
