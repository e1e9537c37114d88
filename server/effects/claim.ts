import { randomUUID } from "node:crypto";
import { passCircuit } from "@/server/connections/circuit";
import type { Slot } from "@/server/connections/pace";
import { takeRetry } from "@/server/connections/retry-budget";
import type { Executed } from "@/server/connectors/define";
import { MendAction } from "@/server/connectors/failures";
import type { Tx } from "@/server/db/tx";
import { markDegraded } from "./degraded";
import { type EffectRow, lockEffect } from "./effect-row";
import { fourEyesOf, guard, hold } from "./guard";
import { moveEffect } from "./move-effect";
import { type Nature, natureOf } from "./nature";
import { wasAccepted } from "./pending";
import { ANSWER_LOST } from "./why-not-editable";

/** Longer than any call may take; who holds it longer has died. */
export const LEASE = "interval '90 seconds'";

/** How long what may not be repeated yet waits before it asks again. */
const WITHOUT_CREDIT_SECONDS = 2;

export type Claim = {
  effect: EffectRow;
  token: string;
  /** "look-up": an earlier attempt may have done it. "verify": it was accepted, and is looked at again. */
  mode: "send" | "look-up" | "verify";
  /** Its place in time, from when it was taken up; null where nothing bounds its connection. */
  slot: Slot | null;
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
  const turn = effect.connectionId === null ? AT_ONCE : await turnOf(tx, effect, effect.connectionId);
  if (turn === null) return null;
  const token = randomUUID();
  await tx.query(
    `UPDATE effect SET state = 'sending', lease_owner = $2, lease_until = clock_timestamp() + ${LEASE},
       attempts = attempts + $3, next_attempt_at = NULL,
       evidence = CASE WHEN $4 THEN coalesce(evidence, '{}') || '{"${ANSWER_LOST}": true}' ELSE evidence END
     WHERE id = $1::uuid`,
    [effect.id, token, mode === "verify" ? 0 : 1, mode === "look-up"],
  );
  tx.announce("operations");
  return {
    effect: {
      ...effect,
      state: "sending",
      attempts: effect.attempts + (mode === "verify" ? 0 : 1),
      leaseOwner: token,
    },
    token,
    mode,
    slot: turn.slot,
  };
}

type Turn = { slot: Slot | null };
const AT_ONCE: Turn = { slot: null };

/** @returns null when it may not go out: then it says what it waits for */
async function turnOf(tx: Tx, effect: EffectRow, connectionId: string): Promise<Turn | null> {
  // Whoever did not come back had its turn: what it left behind is looked up whatever else there is to repeat.
  const repeats = effect.attempts > 0 && effect.state !== "sending" && effect.state !== "pending";
  const passage = await passCircuit(tx, connectionId, "take");
  if (!passage.passes) {
    if (passage.down) await awaitSystem(tx, effect, passage.why);
    return null;
  }
  if (!repeats || (await takeRetry(tx, connectionId))) return { slot: passage.slot };
  await tx.query(
    `UPDATE effect SET next_attempt_at = clock_timestamp() + (1 + random()) * ${WITHOUT_CREDIT_SECONDS} * interval '1 second'
     WHERE id = $1::uuid`,
    [effect.id],
  );
  return null;
}

function modeOf(effect: EffectRow, inline: boolean): Claim["mode"] | null {
  switch (effect.state) {
    case "queued":
      return inline || effect.due ? "send" : null;
    case "unknown":
      return effect.due ? "look-up" : null;
    case "pending":
      return effect.due ? "verify" : null;
    case "sending":
      if (!effect.expired) return null;
      return wasAccepted(effect) ? "verify" : "look-up";
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
    await hold(tx, effect, guarded);
    return false;
  } catch (error) {
    if (error instanceof MendAction) return true;
    throw error;
  }
}

/** It stays where it is in its queue; the drain passes by queues that may not go out. */
async function awaitSystem(tx: Tx, effect: EffectRow, why: string): Promise<void> {
  if (effect.state !== "queued") return;
  await tx.query("UPDATE effect SET reason = $2, failure_class = 'infrastructure' WHERE id = $1::uuid", [
    effect.id,
    why,
  ]);
  await markDegraded(tx, effect, why);
}
