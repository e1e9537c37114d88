import { randomUUID } from "node:crypto";
import { passCircuit } from "@/server/connections/circuit";
import type { Executed } from "@/server/connectors/define";
import { MendAction } from "@/server/connectors/failures";
import type { Tx } from "@/server/db/tx";
import { markDegraded } from "./degraded";
import { BEHIND_FIRST } from "./drain-queue";
import { type EffectRow, lockEffect } from "./effect-row";
import { fourEyesOf, guard, hold } from "./guard";
import { moveEffect } from "./move-effect";
import { type Nature, natureOf } from "./nature";

/** Longer than any call may take; who holds it longer has died. */
export const LEASE = "interval '90 seconds'";

export type Claim = {
  effect: EffectRow;
  token: string;
  /** "look-up": an earlier attempt may have done it. */
  mode: "send" | "look-up";
  /** What it is, where that was found out in the transaction that took it up. */
  nature?: Nature;
  /** What a write on our own database came to in the transaction of its intent, or why nothing was written. */
  written?: { executed: Executed } | { refused: Error };
};

/**
 * Takes an action up, if its time has come and nobody else has: of any number at once, one gets it. What is
 * due is judged again first, as the guardrails are now, and waits where its system is down.
 * @param inline by the call that wrote it down, which need not wait for its time
 */
export async function claimEffect(tx: Tx, effectId: string, inline: boolean): Promise<Claim | null> {
  const effect = await lockEffect(tx, effectId);
  const mode = effect && modeOf(effect, inline);
  if (!effect || !mode) return null;
  if (mode === "send" && !(await stillAllowed(tx, effect))) return null;
  if (effect.connectionId !== null) {
    const passage = await passCircuit(tx, effect.connectionId, "take");
    if (!passage.passes) {
      await postpone(tx, effect, passage);
      return null;
    }
  }
  const token = randomUUID();
  await tx.query(
    `UPDATE effect SET state = 'sending', lease_owner = $2, lease_until = clock_timestamp() + ${LEASE},
       attempts = attempts + 1, next_attempt_at = NULL
     WHERE id = $1::uuid`,
    [effect.id, token],
  );
  tx.announce("operations");
  return {
    effect: { ...effect, state: "sending", attempts: effect.attempts + 1, leaseOwner: token },
    token,
    mode,
  };
}

function modeOf(effect: EffectRow, inline: boolean): Claim["mode"] | null {
  switch (effect.state) {
    case "queued":
      return inline || effect.due ? "send" : null;
    case "unknown":
      return effect.due ? "look-up" : null;
    case "sending":
      return effect.expired ? "look-up" : null;
    default:
      return null;
  }
}

/** A cap that was lowered while it waited counts too. What the attempt itself will say is not asked here. */
async function stillAllowed(tx: Tx, effect: EffectRow): Promise<boolean> {
  if (effect.releasedBy !== null) return true;
  try {
    const nature = await natureOf(tx, effect);
    const guarded = await guard(tx, effect, nature, await fourEyesOf(tx, nature));
    if (guarded.passes) return true;
    moveEffect(tx, effect, { to: "held", reason: guarded.why });
    await hold(tx, effect, guarded, effect.requestedBy ?? undefined);
    return false;
  } catch (error) {
    if (error instanceof MendAction) return true;
    throw error;
  }
}

/** Everything that waits for this system waits for its next probe: one statement instead of a claim for each. */
async function postpone(
  tx: Tx,
  effect: EffectRow,
  { until, why }: { until: Date; why: string },
): Promise<void> {
  await tx.query(
    `UPDATE effect SET next_attempt_at = $2::timestamptz + ${BEHIND_FIRST} WHERE id IN (
       SELECT id FROM effect WHERE connection_id = $1::uuid AND state IN ('queued', 'unknown')
         AND next_attempt_at <= clock_timestamp() AND id <> $3::uuid FOR UPDATE SKIP LOCKED)`,
    [effect.connectionId, until, effect.id],
  );
  await tx.query(
    `UPDATE effect SET next_attempt_at = $2::timestamptz + ${BEHIND_FIRST},
       reason = CASE WHEN state = 'queued' THEN $3 ELSE reason END,
       failure_class = CASE WHEN state = 'queued' THEN 'infrastructure' ELSE failure_class END
     WHERE id = $1::uuid AND state IN ('queued', 'unknown')`,
    [effect.id, until, why],
  );
  if (effect.runId !== null && effect.state === "queued") await markDegraded(tx, effect.runId, why);
}
