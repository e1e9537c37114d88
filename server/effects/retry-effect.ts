import type { Actor } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { LookAgain } from "@/server/errors";
import { withdrawReviews } from "@/server/reviews/withdraw-reviews";
import { auditEffect } from "./audit-effect";
import { lockWithRun } from "./decide-held";
import { wakeDrain } from "./drain-channel";
import { moveEffect } from "./move-effect";

/**
 * Has an action tried now: one that waits for its time or its system, or one that is blocked. What may have
 * arrived is not sent again this way; the question in the inbox is for that.
 * @throws LookElsewhere · LookAgain
 */
export async function retryEffect(tx: Tx, effectId: string, by: Actor): Promise<void> {
  const effect = await lockWithRun(tx, effectId);
  const why = `${by.name} had it tried now.`;
  if (effect.state === "queued") {
    await tx.query(
      "UPDATE effect SET next_attempt_at = clock_timestamp(), queue_place = 0 WHERE id = $1::uuid",
      [effectId],
    );
    // A person who says "now" knows something that the circuit does not.
    await tx.query(
      `UPDATE connection SET probe_at = clock_timestamp() WHERE id = $1::uuid AND circuit = 'open'`,
      [effect.connectionId],
    );
  } else if (effect.state === "blocked") {
    moveEffect(tx, effect, { to: "queued", reason: why, nextAttempt: 0, failureClass: null });
    if (effect.origin) await withdrawReviews(tx, { runId: effect.origin.runId, effectId }, why, by);
  } else {
    throw new LookAgain(
      effect.state === "unknown"
        ? "Nobody knows whether this arrived. Answer the question about it in the inbox."
        : effect.state === "failed"
          ? "This has ended, and its run went on without it. Choose “Do it again”."
          : `This action cannot be tried again: it is ${effect.state}.`,
    );
  }
  await auditEffect(tx, effect, { verb: "action.queued", summary: `Try again: ${effect.summary}`, why, by });
  tx.announce("operations");
  wakeDrain(tx);
}
