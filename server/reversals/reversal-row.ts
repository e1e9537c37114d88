import type { EffectState, ReversalItemState, ReversalStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { ReversedRun } from "./audit-reversal";

/** The reversal of a run as the worker goes on with it. */
export type ReversalRow = {
  id: string;
  why: string;
  by: { id: string; name: string; email: string };
  run: ReversedRun;
};

/** Of several workers at once one gets it; null for the others, and when there is nothing to go on with. */
export async function lockReversal(tx: Tx, reversalId: string): Promise<ReversalRow | null> {
  const locked = await tx.query(
    "SELECT id FROM reversal WHERE id = $1::uuid AND status = 'going' FOR UPDATE SKIP LOCKED",
    [reversalId],
  );
  if (locked.length === 0) return null;
  const [row] = await tx.query<ReversalRow>(
    `SELECT reversal.id, reversal.why,
       jsonb_build_object('id', reversal.requested_by, 'name', reversal.requested_by_name, 'email', reversal.requested_by_email) AS by,
       jsonb_build_object('id', run.id, 'subject', run.subject, 'workflowId', run.workflow_id, 'workflowName', workflow.name,
         'versionId', run.version_id, 'eventId', run.event_id) AS run
     FROM reversal JOIN run ON run.id = reversal.run_id JOIN workflow ON workflow.id = run.workflow_id
     WHERE reversal.id = $1::uuid`,
    [reversalId],
  );
  return row ?? null;
}

export type ItemUnderWay = { position: number; effectId: string; state: EffectState | null; reason: string };

/** The items that are being taken back, with how what takes them back stands. */
export function readUnderWay(tx: Tx, reversalId: string): Promise<ItemUnderWay[]> {
  return tx.query(
    `SELECT item.position, item.effect_id AS "effectId", effect.state::text AS state, coalesce(effect.reason, '') AS reason
     FROM reversal_item item LEFT JOIN effect ON effect.id = item.by_effect_id
     WHERE item.reversal_id = $1::uuid AND item.state = 'going' ORDER BY item.position`,
    [reversalId],
  );
}

/** The first item in a state. */
export async function firstItem(
  tx: Tx,
  reversalId: string,
  state: ReversalItemState,
): Promise<{ position: number; effectId: string; reason: string } | null> {
  const [item] = await tx.query<{ position: number; effectId: string; reason: string }>(
    `SELECT position, effect_id AS "effectId", reason FROM reversal_item
     WHERE reversal_id = $1::uuid AND state = $2::reversal_item_state ORDER BY position LIMIT 1`,
    [reversalId, state],
  );
  return item ?? null;
}

export async function countItems(
  tx: Tx,
  reversalId: string,
): Promise<{ [state in ReversalItemState]?: number }> {
  const rows = await tx.query<{ state: ReversalItemState; count: number }>(
    `SELECT state::text AS state, count(*)::int AS count FROM reversal_item WHERE reversal_id = $1::uuid GROUP BY state`,
    [reversalId],
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
}

export function moveItem(
  tx: Tx,
  reversalId: string,
  position: number,
  to: { state: ReversalItemState; reason: string },
): void {
  tx.send(
    `UPDATE reversal_item SET state = $3::reversal_item_state, reason = $4,
       ended_at = CASE WHEN $3 IN ('done', 'skipped') THEN clock_timestamp() END
     WHERE reversal_id = $1::uuid AND position = $2::int`,
    [reversalId, position, to.state, to.reason],
  );
}

/** @param dueInMs when a worker looks again, where nothing brings that forward */
export function moveReversal(
  tx: Tx,
  reversalId: string,
  to: { status: ReversalStatus; reason: string; dueInMs?: number },
): void {
  tx.send(
    `UPDATE reversal SET status = $2::reversal_status, reason = $3,
       due_at = clock_timestamp() + $4::float8 * interval '1 millisecond',
       ended_at = CASE WHEN $2 = 'done' THEN clock_timestamp() END
     WHERE id = $1::uuid`,
    [reversalId, to.status, to.reason, to.dueInMs ?? 0],
  );
}
