import { type Actor, appendAudit, SYSTEM } from "@/server/audit/append";
import type { Verb } from "@/server/audit/verbs";
import { actionOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { type EffectRow, isAwaited } from "./effect-row";

type Entry = {
  verb: Verb;
  /** The line of the ledger; the action's own summary unless given. */
  summary?: string;
  why: string;
  /** Who did it; whoever wanted the action unless given. */
  by?: Actor;
  before?: JsonObject | null;
  after?: JsonObject | null;
  reviewId?: string;
};

/** Writes what happened to an action into the audit log, in the transaction in which it happens. */
export async function auditEffect(tx: Tx, effect: EffectRow, entry: Entry): Promise<void> {
  const { origin } = effect;
  appendAudit(tx, {
    actor: entry.by ?? (await actorOf(tx, effect)),
    verb: entry.verb,
    object: subjectOf(effect),
    summary: entry.summary ?? effect.summary,
    why: entry.why,
    before: entry.before,
    after: entry.after,
    effectId: effect.id,
    reviewId: entry.reviewId,
    runId: origin?.runId,
    nodeId: origin?.nodeId,
    item: origin?.item,
    workflowId: origin?.workflowId,
    workflowVersionId: origin?.workflowVersionId,
    eventId: origin?.eventId,
  });
}

/** Who wanted it: the workflow, or the person that its first entry names. */
async function actorOf(tx: Tx, effect: EffectRow): Promise<Actor> {
  const { id, origin } = effect;
  if (isAwaited(effect) && origin)
    return { kind: "workflow", id: origin.workflowId, name: origin.workflowName };
  const [first] = await tx.query<Actor>(
    `SELECT actor_kind AS kind, actor_id AS id, actor_name AS name FROM audit_entry
     WHERE effect_id = $1::uuid ORDER BY audit_entry.id LIMIT 1`,
    [id],
  );
  return first ?? SYSTEM;
}

/** What the action is about. An input that its action does not take is about itself. */
function subjectOf(effect: EffectRow): { kind: string; id: string; name: string } {
  const action = actionOf(effect.action);
  const input = action?.input.safeParse(effect.input);
  if (!action || !input?.success) return { kind: "action", id: effect.id, name: effect.summary };
  const { organizationId, id: effectId, key, before, result, summary } = effect;
  return action.subject({ organizationId, effectId, key, input: input.data, before, result, summary });
}
