import type { EffectState } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { LEASE } from "./claim";
import type { EffectRow } from "./effect-row";
import { isSettled } from "./states";

/** Somebody wrote the same action down before, to be found by its key; or its run has ended. */
export class IntentStands extends Error {
  override name = "IntentStands";
}

export type Insertion = {
  state: EffectState;
  reason?: string;
  failureClass?: "data" | "infrastructure";
  nextAttemptAt?: Date;
  releasedBy?: string | null;
  /** The lease of whoever carries it out at once. */
  token?: string;
};

const INSERT = `
  INSERT INTO effect (id, organization_id, run_id, node_id, key, action, connection_id, effect, summary, input, input_hash,
    amount, currency, before, reversal_of, requested_by, state, reason, failure_class, released_by, next_attempt_at,
    lease_owner, lease_until, attempts, settled_at, item, repeat_of, revision, asked_by)
  SELECT $1::uuid, $2::uuid, $3::uuid, $4, $5, $6, $7::uuid, $8, $9, $10::jsonb, $11, $12::numeric, $13, $14::jsonb,
    $15::uuid, $16::uuid, $17::effect_state, $18, $19, $20::uuid, $21::timestamptz, $22::text,
    CASE WHEN $22::text IS NOT NULL THEN clock_timestamp() + ${LEASE} END, CASE WHEN $22::text IS NOT NULL THEN 1 ELSE 0 END,
    CASE WHEN $23::boolean THEN clock_timestamp() END, $24, $25::uuid, $26, $27
  WHERE $3::uuid IS NULL OR $25::uuid IS NOT NULL OR EXISTS (
    SELECT 1 FROM run WHERE run.id = $3::uuid AND run.status NOT IN ('done', 'failed', 'canceled'))
  ON CONFLICT DO NOTHING
  RETURNING id`;

/**
 * Writes an action down for the first time, for a run only while that goes on, or when a person wants it done again. The transaction fails with
 * IntentStands when it was written down before, or the run has ended.
 */
export function insertEffect(tx: Tx, draft: EffectRow, insertion: Insertion): EffectRow {
  const effect: EffectRow = {
    ...draft,
    state: insertion.state,
    reason: insertion.reason ?? "",
    failureClass: insertion.failureClass ?? null,
    releasedBy: insertion.releasedBy ?? null,
    nextAttemptAt: insertion.nextAttemptAt ?? null,
    leaseOwner: insertion.token ?? null,
    attempts: insertion.token === undefined ? 0 : 1,
  };
  tx.demand(
    INSERT,
    [
      effect.id,
      effect.organizationId,
      effect.runId,
      effect.nodeId,
      effect.key,
      effect.action,
      effect.connectionId,
      effect.effect,
      effect.summary,
      JSON.stringify(effect.input),
      effect.inputHash,
      effect.amount,
      effect.currency,
      effect.before === null ? null : JSON.stringify(effect.before),
      effect.reversalOf,
      effect.requestedBy,
      effect.state,
      effect.reason,
      effect.failureClass,
      effect.releasedBy,
      effect.nextAttemptAt,
      effect.leaseOwner,
      isSettled(effect.state),
      effect.item,
      effect.repeatOf,
      effect.revision,
      effect.askedBy,
    ],
    { rows: 1, orElse: () => new IntentStands("This action was written down before, or its run has ended.") },
  );
  return effect;
}
