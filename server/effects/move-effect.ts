import type { EffectState } from "@/server/db/generated/enums";
import { wakeNode } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { type EffectRow, isAwaited } from "./effect-row";
import { wakeReversal } from "./reversal-of-run";
import { isSettled, mayMove } from "./states";

/** Somebody else took over, or it moved meanwhile: what was about to be written is void. */
export class Outrun extends Error {
  override name = "Outrun";
}

export type Move = {
  to: EffectState;
  reason: string;
  failureClass?: "transient" | "data" | "infrastructure" | "unknown" | null;
  /** When it is tried or looked up next: a moment, or milliseconds from now. Absent: not by itself. */
  nextAttempt?: Date | number;
  /** In how many milliseconds silence is judged, while a report on it is to come in. */
  reportDue?: number;
  result?: JsonObject;
  evidence?: JsonObject;
  releasedBy?: string;
  /** It never got as far as an attempt: its system could not be reached. */
  uncounted?: boolean;
  /** The lease it is written under; without one, nobody may hold it. */
  token?: string;
  /** Whoever waits for it is told by the caller. */
  silent?: boolean;
};

/** What a move is written under, and whether whoever waits is told by the caller. */
export type Lease = Pick<Move, "token" | "silent">;

const MOVE = `
  UPDATE effect SET state = $3::effect_state, reason = $4,
    failure_class = CASE WHEN $5 THEN $6 ELSE failure_class END,
    next_attempt_at = CASE WHEN $7::float8 IS NOT NULL THEN clock_timestamp() + $7::float8 * interval '1 millisecond' ELSE $8::timestamptz END,
    result = coalesce($9::jsonb, result), evidence = coalesce($10::jsonb, evidence),
    report_due_at = clock_timestamp() + $15::float8 * interval '1 millisecond',
    released_by = coalesce($11::uuid, released_by), attempts = attempts - CASE WHEN $12 THEN 1 ELSE 0 END,
    lease_owner = NULL, lease_until = NULL, settled_at = CASE WHEN $13 THEN clock_timestamp() END
  WHERE id = $1::uuid AND state = $2::effect_state AND lease_owner IS NOT DISTINCT FROM $14
  RETURNING id`;

/**
 * Moves an action from where it was read to another state, ends its lease and wakes the node that waits for it.
 * The transaction fails with Outrun when it no longer stands where it was read, or the lease is another's.
 * @returns the action as it stands then
 */
export function moveEffect(tx: Tx, effect: EffectRow, move: Move): EffectRow {
  const { to, reason, nextAttempt } = move;
  if (!mayMove(effect.state, to)) throw new Error(`An action cannot go from ${effect.state} to ${to}.`);
  const json = (value: JsonObject | undefined) => (value === undefined ? null : JSON.stringify(value));
  tx.demand(
    MOVE,
    [
      effect.id,
      effect.state,
      to,
      reason,
      move.failureClass !== undefined,
      move.failureClass ?? null,
      typeof nextAttempt === "number" ? nextAttempt : null,
      nextAttempt instanceof Date ? nextAttempt : null,
      json(move.result),
      json(move.evidence),
      move.releasedBy ?? null,
      move.uncounted ?? false,
      isSettled(to),
      move.token ?? null,
      move.reportDue ?? null,
    ],
    { rows: 1, orElse: () => new Outrun("The action moved on meanwhile.") },
  );
  tx.announce("operations");
  const moved: EffectRow = {
    ...effect,
    state: to,
    reason,
    failureClass: move.failureClass === undefined ? effect.failureClass : move.failureClass,
    result: move.result ?? effect.result,
    evidence: move.evidence ?? effect.evidence,
    attempts: effect.attempts - (move.uncounted ? 1 : 0),
    releasedBy: move.releasedBy ?? effect.releasedBy,
    leaseOwner: null,
  };
  if (effect.reversalOf !== null) {
    wakeReversal(tx, effect.id);
    if (effect.origin) tx.announce("runs", effect.origin.runId);
  }
  if (effect.runId === null || effect.nodeId === null) return moved;
  tx.announce("runs", effect.runId);
  const accepted = effect.state === "held" && to === "queued";
  if (isAwaited(effect) && !move.silent && (accepted || isSettled(to))) {
    const { runId, nodeId, item } = effect;
    wakeNode(tx, { runId, nodeId, item }, `effect:${effect.id}:${to}:${effect.attempts}`);
  }
  return moved;
}
