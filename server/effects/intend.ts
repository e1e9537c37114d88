import type { Actor } from "@/server/audit/append";
import { canonicalHash } from "@/server/canonical";
import { passCircuit } from "@/server/connections/circuit";
import { MendAction } from "@/server/connectors/failures";
import type { Tx } from "@/server/db/tx";
import type { EffectRequest } from "@/workflow/ports";
import { askPerson, GIVE_UP, RETRY } from "./ask-person";
import { auditEffect } from "./audit-effect";
import { lockRun, markDegraded } from "./degraded";
import { type EffectRow, findByKey, imageData, readEffect } from "./effect-row";
import { guard, hold } from "./guard";
import { Outrun } from "./move-effect";
import { type Nature, natureOf } from "./nature";

export type Intent = {
  key: string;
  request: EffectRequest;
  /** The node that wants it; null for what a person does directly. */
  node: { runId: string; nodeId: string } | null;
  /** The person who wants it, and why; null for a node. */
  person: { by: Actor; why: string; email?: string } | null;
  /** Who asked for it in the end, for four eyes: an email address. */
  requestedBy?: string;
  reversalOf?: string;
};

/** An intent that its own attempt does not pick up is picked up by a worker after this long. */
const GRACE = "interval '15 seconds'";

const INSERT = `
  INSERT INTO effect (organization_id, run_id, node_id, key, action, connection_id, effect, summary, input, input_hash,
    amount, currency, before, reversal_of, requested_by, next_attempt_at)
  VALUES ($1::uuid, $2::uuid, $3, $4, $5, $6::uuid, $7, $8, $9::jsonb, $10, $11::numeric, $12, NULL, $13::uuid, $14::uuid,
    clock_timestamp() + ${GRACE})
  ON CONFLICT DO NOTHING
  RETURNING id`;

/**
 * Writes down what is about to be done, before it is: the action, what it will change, the guardrails'
 * verdict and the audit entry, in one transaction. The same key a second time finds what stands and changes nothing.
 * @throws Outrun when the run ended meanwhile
 */
export async function intend(tx: Tx, intent: Intent): Promise<EffectRow> {
  const standing = await findByKey(tx, intent.key);
  if (standing) return standing;
  if (intent.node && !(await lockRun(tx, intent.node.runId))) throw new Outrun("The run has ended.");
  const found = await natureOrProblem(tx, intent.request);
  const id = await insert(tx, intent, "problem" in found ? null : found.nature);
  if (id === null) return findStanding(tx, intent);
  if ("problem" in found) return block(tx, id, found.problem, intent);

  await look(tx, id, found.nature);
  const effect = await written(tx, id);
  const guarded = await guard(tx, effect, found.nature);
  const approval = guarded.passes ? guarded.approval : undefined;
  await auditEffect(tx, effect, {
    verb: "action.intended",
    why: intent.person?.why ?? (approval ? `Released by ${approval.decidedByName}'s approval.` : ""),
    by: intent.person?.by,
    reviewId: approval?.reviewId,
    before: imageData(effect),
    after: effect.input,
  });
  if (!guarded.passes) {
    await set(tx, id, "state = 'held', next_attempt_at = NULL, reason = $2", [guarded.why]);
    await hold(tx, effect, guarded, intent.person?.email ?? intent.requestedBy);
    return written(tx, id);
  }
  if (approval) await set(tx, id, "released_by = $2::uuid", [approval.reviewId]);
  return queueIfDown(tx, await written(tx, id));
}

async function natureOrProblem(
  tx: Tx,
  request: EffectRequest,
): Promise<{ nature: Nature } | { problem: MendAction }> {
  try {
    return { nature: await natureOf(tx, { ...request, connectionId: request.connectionId ?? null }) };
  } catch (error) {
    if (error instanceof MendAction) return { problem: error };
    throw error;
  }
}

async function insert(tx: Tx, intent: Intent, nature: Nature | null): Promise<string | null> {
  const { request, node, person } = intent;
  const [row] = await tx.query<{ id: string }>(INSERT, [
    tx.organizationId,
    node?.runId ?? null,
    node?.nodeId ?? null,
    intent.key,
    request.action,
    request.connectionId ?? null,
    nature?.effect ?? "send",
    request.summary,
    JSON.stringify(request.input),
    canonicalHash(request.input),
    nature?.money?.amount ?? null,
    nature?.money?.currency ?? null,
    intent.reversalOf ?? null,
    person?.by.kind === "person" ? (person.by.id ?? null) : null,
  ]);
  return row?.id ?? null;
}

async function findStanding(tx: Tx, intent: Intent): Promise<EffectRow> {
  const standing = await findByKey(tx, intent.key);
  if (!standing) throw new Error("An action was neither written down nor found.");
  return standing;
}

/** What is about to change, as it is now. */
async function look(tx: Tx, id: string, { action, input }: Nature): Promise<void> {
  if (!action.before) return;
  const { key, organizationId } = await written(tx, id);
  const before = await action.before(tx, { organizationId, effectId: id, key, input, before: null });
  await set(tx, id, "before = $2::jsonb", [before === null ? null : JSON.stringify(before)]);
}

/** The same again cannot work: nothing is sent, and a person is asked. */
async function block(tx: Tx, id: string, problem: MendAction, intent: Intent): Promise<EffectRow> {
  const effect = await written(tx, id);
  const why = problem.message;
  await auditEffect(tx, effect, {
    verb: "action.blocked",
    summary: `Blocked: ${effect.summary}`,
    why,
    by: intent.person?.by,
    after: effect.input,
  });
  const asked = await askPerson(tx, effect, {
    kind: "mend",
    ask: `${effect.summary}: it cannot be sent as it stands.`,
    why,
    answers: [RETRY, GIVE_UP],
    evidence: [],
    role: "builder",
  });
  const state = asked ? "blocked" : "failed";
  await set(
    tx,
    id,
    `state = '${state}', next_attempt_at = NULL, failure_class = 'data', reason = $2,
     settled_at = ${asked ? "NULL" : "clock_timestamp()"}`,
    [why],
  );
  tx.announce("operations");
  return written(tx, id);
}

/** Known to be down: it queues at once, and the run says so. */
async function queueIfDown(tx: Tx, effect: EffectRow): Promise<EffectRow> {
  if (effect.connectionId === null) return effect;
  const passage = await passCircuit(tx, effect.connectionId, "look");
  if (passage.passes) return effect;
  await set(
    tx,
    effect.id,
    "next_attempt_at = $2::timestamptz, failure_class = 'infrastructure', reason = $3",
    [passage.until, passage.why],
  );
  await auditEffect(tx, effect, {
    verb: "action.queued",
    summary: `Queued: ${effect.summary}`,
    why: passage.why,
  });
  if (effect.runId !== null) await markDegraded(tx, effect.runId, passage.why);
  tx.announce("operations");
  return written(tx, effect.id);
}

async function set(tx: Tx, id: string, assignments: string, params: readonly unknown[]): Promise<void> {
  await tx.query(`UPDATE effect SET ${assignments} WHERE id = $1::uuid`, [id, ...params]);
}

async function written(tx: Tx, id: string): Promise<EffectRow> {
  const effect = await readEffect(tx, id);
  if (!effect) throw new Error("An action that was written down is not there.");
  return effect;
}
