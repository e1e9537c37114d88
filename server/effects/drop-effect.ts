import type { Actor } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { LookAgain } from "@/server/errors";
import { withdrawReviews } from "@/server/reviews/withdraw-reviews";
import { auditEffect } from "./audit-effect";
import { lockWithRun } from "./decide-held";
import { clearDegraded } from "./degraded";
import type { EffectRow } from "./effect-row";
import { moveEffect } from "./move-effect";
import { DROPPABLE, isSettled } from "./states";

/**
 * Gives an action up: nothing is sent, and its node goes on as not confirmed.
 * @throws LookElsewhere · LookAgain when it is under way or has ended
 */
export async function dropEffect(tx: Tx, effectId: string, by: Actor, why: string): Promise<void> {
  const effect = await lockWithRun(tx, effectId);
  if (!DROPPABLE.includes(effect.state)) {
    throw new LookAgain(
      isSettled(effect.state)
        ? `This action has ended already: it is ${effect.state}.`
        : "This action is being sent right now. Look again in a moment.",
    );
  }
  await dropLocked(tx, effect, by, why);
  await clearDegraded(tx, effect);
}

/** Drops an action that the caller has locked. */
export async function dropLocked(tx: Tx, effect: EffectRow, by: Actor, why: string): Promise<void> {
  moveEffect(tx, effect, { to: "failed", reason: `Dropped by ${by.name}: ${why}` });
  await auditEffect(tx, effect, { verb: "action.dropped", summary: `Dropped: ${effect.summary}`, why, by });
  if (effect.origin) await withdrawReviews(tx, { runId: effect.origin.runId, effectId: effect.id }, why, by);
}
