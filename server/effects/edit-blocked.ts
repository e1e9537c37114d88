import type { Actor } from "@/server/audit/append";
import { canonicalHash } from "@/server/canonical";
import type { Tx } from "@/server/db/tx";
import { LookAgain, MendInput } from "@/server/errors";
import { withdrawReviews } from "@/server/reviews/withdraw-reviews";
import type { JsonObject } from "@/workflow/json";
import { auditEffect } from "./audit-effect";
import { lockWithRun } from "./decide-held";
import { wakeDrain } from "./drain-channel";
import type { EffectRow } from "./effect-row";
import { fourEyesOf, guard, hold } from "./guard";
import { changedSummary, differences, natureOrMend } from "./input-change";
import { moveEffect, Outrun } from "./move-effect";
import { whyNotEditable } from "./why-not-editable";

// What a person let out was let out as it was: it does not count for what it says now.
const EDIT = `
  UPDATE effect SET input = $2::jsonb, input_hash = $3, summary = $4, amount = $5::numeric, currency = $6, effect = $7,
    before = $8::jsonb, revision = revision + 1, released_by = NULL
  WHERE id = $1::uuid AND state = 'blocked' AND input_hash = $9
  RETURNING id`;

/**
 * Changes what a blocked action would do, and has it tried again as a new attempt: under a key of its own, judged by
 * the guardrails as if it were wanted now. The log keeps both inputs.
 * @param edit.seen the hash of the input that the person saw
 * @returns whether a guardrail holds it now
 * @throws LookElsewhere · LookAgain when it may not be changed, or moved on · MendInput naming the field that is wrong
 */
export async function editBlocked(
  tx: Tx,
  effectId: string,
  edit: { input: JsonObject; seen: string },
  by: Actor,
): Promise<{ held: boolean }> {
  const effect = await lockWithRun(tx, effectId);
  const refusal = whyNotEditable(effect);
  if (refusal !== null) throw new LookAgain(refusal);
  if (edit.seen !== effect.inputHash)
    throw new LookAgain("Somebody changed this action meanwhile. Look at it again.");
  if (canonicalHash(edit.input) === effect.inputHash) {
    throw new MendInput("Nothing is changed. To send it as it is, choose “Try now”.");
  }
  const { edited, nature } = await withInput(tx, effect, edit.input);
  const why = `${by.name} changed it and had it tried again.`;
  await auditEffect(tx, edited, {
    verb: "action.edited",
    summary: `Changed before it is tried again: ${effect.summary}`,
    why,
    by,
    ...differences(effect.input, edit.input),
  });
  const queued = moveEffect(tx, edited, { to: "queued", reason: why, nextAttempt: 0, failureClass: null });
  if (effect.origin) await withdrawReviews(tx, { runId: effect.origin.runId, effectId }, why, by);
  const guarded = await guard(tx, queued, nature, await fourEyesOf(tx, nature));
  if (!guarded.passes) {
    // Whoever changed it agrees to it: it takes somebody else.
    const agreedBy = [...(guarded.agreedBy ?? []), ...(by.id ? [by.id] : [])];
    await hold(tx, moveEffect(tx, queued, { to: "held", reason: guarded.why }), { ...guarded, agreedBy });
    return { held: true };
  }
  await auditEffect(tx, queued, { verb: "action.queued", summary: `Try again: ${edited.summary}`, why, by });
  wakeDrain(tx);
  return { held: false };
}

async function withInput(tx: Tx, effect: EffectRow, input: JsonObject) {
  const nature = await natureOrMend(tx, { ...effect, input });
  const { organizationId, id, key } = effect;
  const call = { organizationId, effectId: id, key, input: nature.input, before: null };
  const before = (await nature.action.before?.(tx, call)) ?? null;
  const summary = changedSummary(effect.summary);
  const amount = nature.money?.amount ?? null;
  const currency = nature.money?.currency ?? null;
  const inputHash = canonicalHash(input);
  const edited: EffectRow = {
    ...effect,
    input,
    inputHash,
    summary,
    amount,
    currency,
    effect: nature.effect,
    before,
    releasedBy: null,
    revision: effect.revision + 1,
  };
  tx.demand(
    EDIT,
    [
      id,
      JSON.stringify(input),
      inputHash,
      summary,
      amount,
      currency,
      nature.effect,
      before === null ? null : JSON.stringify(before),
      effect.inputHash,
    ],
    { rows: 1, orElse: () => new Outrun("The action moved on meanwhile.") },
  );
  return { edited, nature };
}
