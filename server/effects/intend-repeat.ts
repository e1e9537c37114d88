import { personActor } from "@/server/audit/person-actor";
import { canonicalHash } from "@/server/canonical";
import type { Tx } from "@/server/db/tx";
import { LookAgain } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import type { JsonObject } from "@/workflow/json";
import { auditEffect } from "./audit-effect";
import { lockWithRun } from "./decide-held";
import { keyOfRevision } from "./effect-key";
import { type EffectRow, findRepeat } from "./effect-row";
import { changedSummary, differences, natureOrMend } from "./input-change";
import { type Intended, intend } from "./intend";
import { whyNotRepeatable } from "./why-not-repeatable";

export type RepeatOrder = {
  by: Pick<Viewer, "id" | "name" | "email">;
  why: string;
  /** As it is to go out now. */
  input: JsonObject;
  /** Who asked for it in the end, for four eyes. */
  requestedBy?: string;
};

/**
 * Writes down that a failed action is done again: as an action of its own, one revision on, judged by the guardrails as
 * if it were wanted now. What the failed one came to stays, and so does the way that its run took.
 * @throws LookElsewhere · LookAgain when it may not be done again · MendInput when the action does not take the input
 */
export async function intendRepeat(tx: Tx, effectId: string, order: RepeatOrder): Promise<Intended> {
  const { by, why, input, requestedBy } = order;
  const effect = await lockWithRun(tx, effectId);
  const refusal = await refuseRepeat(tx, effect);
  if (refusal !== null) throw new LookAgain(refusal);
  await natureOrMend(tx, { ...effect, input });
  const actor = personActor(by);
  const changed = canonicalHash(input) !== effect.inputHash;
  await auditEffect(tx, effect, {
    verb: "action.repeated",
    summary: `Done again${changed ? " with changes" : ""}: ${effect.summary}`,
    why,
    by: actor,
    ...(changed ? differences(effect.input, input) : {}),
  });
  const { action, connectionId, runId, nodeId, item, origin, summary } = effect;
  const revision = effect.revision + 1;
  return intend(tx, {
    key: keyOfRevision(effect.key, revision),
    request: {
      action,
      connectionId: connectionId ?? undefined,
      input,
      summary: changed ? changedSummary(summary) : summary,
    },
    node: runId && nodeId ? { runId, nodeId, item } : null,
    origin,
    person: { by: actor, why, email: by.email },
    requestedBy,
    repeat: { of: effect.id, revision },
  });
}

const REVERSED = `
  SELECT 1 FROM run JOIN run attempt ON attempt.workflow_id = run.workflow_id AND attempt.event_id = run.event_id
  JOIN reversal ON reversal.run_id = attempt.id WHERE run.id = $1::uuid LIMIT 1`;

/** Why an action may not be done again as everything stands, in a sentence; null when it may. */
export async function refuseRepeat(tx: Tx, effect: EffectRow): Promise<string | null> {
  const refusal = whyNotRepeatable(effect);
  if (refusal !== null) return refusal;
  const repeat = await findRepeat(tx, effect.id);
  if (repeat) return `This was done again already: that one is ${repeat.state}.`;
  const [reversed] = await tx.query(REVERSED, [effect.runId]);
  return reversed
    ? "What this run did is taken back, so nothing of it is done again. Send its event anew instead."
    : null;
}
