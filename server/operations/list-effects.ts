import { nextCursor, readCursor } from "@/server/cursor";
import type { EffectState } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { REPEATABLE } from "@/server/effects/why-not-repeatable";
import { CAUSE_KEY } from "./cause-key";

/** An action as operations show it. Amounts are exact decimal strings. */
export type EffectItem = {
  id: string;
  summary: string;
  action: string;
  state: EffectState;
  failureClass: string | null;
  /** Why it stands where it stands, in words. */
  reason: string;
  attempts: number;
  nextAttemptAt: Date | null;
  /** When silence is judged, while it waits for a report. */
  reportDueAt: Date | null;
  amount: string | null;
  currency: string | null;
  connectionId: string | null;
  connectionName: string | null;
  runId: string | null;
  workflowName: string | null;
  subject: string | null;
  /** The open question about it, if somebody was asked. */
  reviewId: string | null;
  createdAt: Date;
  /** It may be offered to be done again; whether it may be is looked at then. */
  repeatable: boolean;
  /** How the action stands that a person had done in place of it; null where nobody had. */
  repeatState: EffectState | null;
};

/** "queue": waits for its time or system · "held": for a guardrail's person · "stuck": for somebody to mend it · "ended": given up. */
export const EFFECT_VIEWS = ["queue", "held", "stuck", "ended"] as const;
export type EffectView = (typeof EFFECT_VIEWS)[number];

const IN_VIEW: { readonly [view in EffectView]: string } = {
  queue:
    "(effect.open AND (effect.state IN ('queued', 'sending', 'pending') OR (effect.state = 'unknown' AND effect.next_attempt_at IS NOT NULL)))",
  held: "(effect.open AND effect.state = 'held')",
  stuck:
    "(effect.open AND (effect.state IN ('blocked', 'mismatch', 'missing') OR (effect.state = 'unknown' AND effect.next_attempt_at IS NULL)))",
  ended: "effect.failed",
};

const ITEMS = `
  SELECT effect.id, effect.summary, effect.action, effect.state::text AS state, effect.failure_class AS "failureClass",
  effect.reason, effect.attempts, effect.next_attempt_at AS "nextAttemptAt", effect.report_due_at AS "reportDueAt", trim_scale(effect.amount)::text AS amount,
  effect.currency, effect.connection_id AS "connectionId", connection.name AS "connectionName", effect.run_id AS "runId",
  workflow.name AS "workflowName", run.subject, effect.created_at AS "createdAt",
  (SELECT review.id FROM review WHERE review.effect_id = effect.id AND review.open LIMIT 1) AS "reviewId",
  ${REPEATABLE} AS repeatable, repeat.state::text AS "repeatState"
  FROM effect
  LEFT JOIN effect repeat ON repeat.repeat_of = effect.id
  LEFT JOIN connection ON connection.id = effect.connection_id
  LEFT JOIN run ON run.id = effect.run_id
  LEFT JOIN workflow ON workflow.id = run.workflow_id`;

/** Actions of a view, the oldest first; what was given up, the newest first. */
export async function listEffects(
  tx: Tx,
  query: { view: EffectView; connectionId?: string; limit: number; cursor?: string | null },
): Promise<{ items: EffectItem[]; nextCursor: string | null }> {
  const { view, connectionId, limit } = query;
  const after = readCursor(query.cursor);
  const [beyond, order] = view === "ended" ? ["<", "DESC"] : [">", "ASC"];
  const rows = await tx.query<EffectItem>(
    `${ITEMS}
     WHERE ${IN_VIEW[view]} AND ($1::uuid IS NULL OR effect.connection_id = $1::uuid)
       AND ($2::timestamptz IS NULL OR (effect.created_at, effect.id) ${beyond} ($2::timestamptz, $3::uuid))
     ORDER BY effect.created_at ${order}, effect.id ${order} LIMIT $4::int`,
    [connectionId ?? null, after?.at ?? null, after?.id ?? null, limit + 1],
  );
  return {
    items: rows.slice(0, limit),
    nextCursor: nextCursor(rows, limit, (row) => ({ at: row.createdAt, id: row.id })),
  };
}

/** What went wrong with actions of one kind over one connection. `key`: as it was said, without values. */
export type Cause = { key: string; action: string; connectionId: string | null; failureClass: string | null };

export type CauseGroup = Cause & {
  /** How it was said of the latest of them. */
  reason: string;
  connectionName: string | null;
  count: number;
  stuck: number;
  /** Of these, what a person may have tried again: nothing of it can have arrived. */
  retryable: number;
  oldestAt: Date;
};

/** Dead letters by cause: what is stuck or was given up, the most frequent cause first; `stuck` of them wait. */
export async function groupByCause(tx: Tx): Promise<CauseGroup[]> {
  return tx.query<CauseGroup>(
    `SELECT cause.*, connection.name AS "connectionName" FROM (
       SELECT ${CAUSE_KEY} AS key, action, connection_id AS "connectionId", failure_class AS "failureClass",
         (array_agg(reason ORDER BY created_at DESC))[1] AS reason, count(*)::int AS count,
         (count(*) FILTER (WHERE ${IN_VIEW.stuck}))::int AS stuck,
         (count(*) FILTER (WHERE state = 'blocked'))::int AS retryable, min(created_at) AS "oldestAt"
       FROM (SELECT * FROM effect WHERE ${IN_VIEW.stuck} UNION ALL SELECT * FROM effect WHERE ${IN_VIEW.ended}) AS effect
       GROUP BY 1, 2, 3, 4 ORDER BY count(*) DESC, min(created_at) LIMIT 50) AS cause
     LEFT JOIN connection ON connection.id = cause."connectionId" ORDER BY cause.count DESC, cause."oldestAt"`,
  );
}

/** So much of a queue is shown to be put in order by hand. */
const MOST_QUEUED = 200;

/** What is queued for a connection, in the order in which it will go out; the first 200. */
export async function listQueue(tx: Tx, connectionId: string): Promise<EffectItem[]> {
  return tx.query<EffectItem>(
    `${ITEMS} WHERE effect.open AND effect.connection_id = $1::uuid AND effect.state = 'queued'
     ORDER BY effect.queue_place, effect.created_at, effect.id LIMIT ${MOST_QUEUED}`,
    [connectionId],
  );
}

/** What is stuck for one cause, the oldest first. */
export async function listByCause(
  tx: Tx,
  { key, action, connectionId, failureClass }: Cause,
  most: number,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM effect WHERE ${IN_VIEW.stuck} AND ${CAUSE_KEY} = $1 AND action = $2 AND connection_id IS NOT DISTINCT FROM $5::uuid
       AND failure_class IS NOT DISTINCT FROM $3 ORDER BY created_at, id LIMIT $4::int`,
    [key, action, failureClass, most, connectionId],
  );
  return rows.map(({ id }) => id);
}
