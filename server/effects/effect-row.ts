import type { EffectState, RunStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { isJsonObject, type JsonObject } from "@/workflow/json";

/** An action as the gateway works on it, with the run it belongs to. Amounts are exact decimal strings. */
export type EffectRow = {
  id: string;
  organizationId: string;
  key: string;
  action: string;
  connectionId: string | null;
  effect: string;
  summary: string;
  input: JsonObject;
  inputHash: string;
  /** How often a person changed its input or had it done again; each is a new attempt with a key of its own. */
  revision: number;
  amount: string | null;
  currency: string | null;
  state: EffectState;
  failureClass: string | null;
  reason: string;
  attempts: number;
  nextAttemptAt: Date | null;
  /** Its time has come; false while it has none. */
  due: boolean;
  /** Somebody held the lease and did not come back. */
  expired: boolean;
  leaseOwner: string | null;
  before: JsonObject | null;
  result: JsonObject | null;
  evidence: JsonObject | null;
  releasedBy: string | null;
  reversalOf: string | null;
  /** The failed action that a person had done again as this one. */
  repeatOf: string | null;
  /** The person whose own order it is. */
  requestedBy: string | null;
  /** Who asked for it in the end, for four eyes: an email address that its event carried, or a person's id. */
  askedBy: string | null;
  createdAt: Date;
  settledAt: Date | null;
  /** The node that wants it, and waits for it unless it is a repeat; null for what a person does directly. */
  runId: string | null;
  nodeId: string | null;
  /** As in run_step. */
  item: string;
  /** Where it comes from. Of a reversal: where the action it takes back came from. */
  origin: EffectOrigin | null;
};

export type EffectOrigin = {
  runId: string;
  nodeId: string;
  item: string;
  nodeName: string;
  runStatus: RunStatus;
  subject: string;
  workflowId: string;
  workflowName: string;
  workflowVersionId: string;
  eventId: string;
};

// Row-level security lets an index be used for a plain column only: compared with the expression itself, every run
// of the organization would be read. "OFFSET 0" keeps the two apart.
const SELECT = `
  SELECT effect.id, effect.organization_id AS "organizationId", effect.key, effect.action,
    effect.connection_id AS "connectionId", effect.effect, effect.summary, effect.input, effect.input_hash AS "inputHash", effect.revision,
    trim_scale(effect.amount)::text AS amount, effect.currency, effect.state::text AS state,
    effect.failure_class AS "failureClass", effect.reason, effect.attempts, effect.next_attempt_at AS "nextAttemptAt",
    coalesce(effect.next_attempt_at <= clock_timestamp(), false) AS due,
    coalesce(effect.lease_until < clock_timestamp(), false) AS expired, effect.lease_owner AS "leaseOwner",
    effect.before, effect.result, effect.evidence, effect.released_by AS "releasedBy", effect.reversal_of AS "reversalOf", effect.repeat_of AS "repeatOf",
    effect.requested_by AS "requestedBy", effect.asked_by AS "askedBy", effect.created_at AS "createdAt", effect.settled_at AS "settledAt",
    effect.run_id AS "runId", effect.node_id AS "nodeId", effect.item,
    CASE WHEN run.id IS NULL THEN NULL ELSE jsonb_build_object(
      'runId', run.id, 'nodeId', coalesce(effect.node_id, original.node_id), 'item', coalesce(nullif(effect.item, ''), original.item, ''), 'runStatus', run.status, 'subject', run.subject,
      'nodeName', coalesce((SELECT node->>'name' FROM jsonb_array_elements(version.document->'nodes') node
        WHERE node->>'id' = coalesce(effect.node_id, original.node_id) LIMIT 1), coalesce(effect.node_id, original.node_id)),
      'workflowId', workflow.id, 'workflowName', workflow.name, 'workflowVersionId', version.id, 'eventId', run.event_id)
    END AS origin
  FROM effect
  LEFT JOIN effect original ON original.id = effect.reversal_of
  LEFT JOIN LATERAL (SELECT coalesce(effect.run_id, original.run_id) AS run_id OFFSET 0) origin ON true
  LEFT JOIN run ON run.id = origin.run_id
  LEFT JOIN workflow ON workflow.id = run.workflow_id
  LEFT JOIN workflow_version version ON version.id = run.version_id`;

export async function readEffect(tx: Tx, effectId: string): Promise<EffectRow | null> {
  const [row] = await tx.query<EffectRow>(`${SELECT} WHERE effect.id = $1::uuid`, [effectId]);
  return row ?? null;
}

/** Reads an action and keeps it from changing until the transaction ends. */
export async function lockEffect(tx: Tx, effectId: string): Promise<EffectRow | null> {
  // Locked on its own first: what the joined read then sees is what the lock protects.
  const [locked] = await tx.query("SELECT id FROM effect WHERE id = $1::uuid FOR UPDATE", [effectId]);
  return locked ? readEffect(tx, effectId) : null;
}

export async function findByKey(tx: Tx, key: string): Promise<EffectRow | null> {
  const [row] = await tx.query<EffectRow>(`${SELECT} WHERE effect.key = $1`, [key]);
  return row ?? null;
}

export async function findReversal(tx: Tx, effectId: string): Promise<EffectRow | null> {
  const [row] = await tx.query<EffectRow>(`${SELECT} WHERE effect.reversal_of = $1::uuid`, [effectId]);
  return row ?? null;
}

/** The action that a person had done in place of this one, which failed. */
export async function findRepeat(tx: Tx, effectId: string): Promise<EffectRow | null> {
  const [row] = await tx.query<EffectRow>(`${SELECT} WHERE effect.repeat_of = $1::uuid`, [effectId]);
  return row ?? null;
}

/** Whether a node waits for it: the run of what a person had done again has gone on without it. */
export function isAwaited({ runId, repeatOf }: Pick<EffectRow, "runId" | "repeatOf">): boolean {
  return runId !== null && repeatOf === null;
}

/** The data of the record an action is about to change, as it is kept with the action. */
export function imageData({ before }: Pick<EffectRow, "before">): JsonObject | null {
  return isJsonObject(before?.data) ? before.data : null;
}
