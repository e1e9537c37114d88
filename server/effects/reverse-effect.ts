import { personActor } from "@/server/audit/person-actor";
import type { ActionDescriptor, Done, Reversal, ReversalRule } from "@/server/connectors/define";
import { actionOf } from "@/server/connectors/registry";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import { LookAgain, LookElsewhere, MendInput } from "@/server/errors";
import { failpoint } from "@/server/failpoints/failpoint";
import type { Viewer } from "@/server/identity/session";
import type { JsonObject } from "@/workflow/json";
import { attemptEffect, finishAttempt } from "./attempt";
import { auditEffect } from "./audit-effect";
import { type EffectRow, findReversal, lockEffect, readEffect } from "./effect-row";
import { type Intended, intend } from "./intend";
import { moveEffect } from "./move-effect";
import { type EffectProgress, readEffectProgress } from "./progress";

export type ReversalPreview = {
  possible: boolean;
  kind: ReversalRule["kind"];
  /** What would happen, or why it cannot, in a sentence. */
  sentence: string;
  /** What reversing would change: as it is now, and as it would be. */
  before: JsonObject | null;
  after: JsonObject | null;
  /** What changed since, where that is what keeps it from being reversed. */
  conflict: string | null;
};

type Plan = { preview: ReversalPreview; reversal: Reversal | null };

/** What taking an action back would do, or why it cannot be. Changes nothing. @throws LookElsewhere */
export async function previewReversal(organizationId: string, effectId: string): Promise<ReversalPreview> {
  return inOrganizationFast(organizationId, async (tx) => {
    const effect = await readEffect(tx, effectId);
    if (!effect) throw new LookElsewhere("This action is not there.");
    return (await planReversal(tx, effect)).preview;
  });
}

/**
 * Takes an action back: a new action, guarded, verified and audited like any other, linked to the one it takes
 * back. Asked twice it happens once. The original counts as reversed once the reversal is confirmed.
 * @param why for the log; required
 * @returns how the reversal stands; a guardrail may hold it for another person
 * @throws LookElsewhere · MendInput without a reason, or when it cannot be reversed · LookAgain when it changed since
 */
export async function reverseEffect(by: Viewer, effectId: string, why: string): Promise<EffectProgress> {
  if (why.trim() === "")
    throw new MendInput("Say why it is taken back, so that others can follow it later.", "why");
  const { organizationId } = by;
  const { effect, claim } = await inOrganizationFast(organizationId, (tx) =>
    intendReversal(tx, effectId, by, why.trim()),
  );
  await failpoint("reversal.after-intent");
  if (claim) await finishAttempt(claim, false);
  else await attemptEffect(organizationId, effect.id, { inline: true });
  await failpoint("reversal.after-attempt");
  const progress = await readEffectProgress(organizationId, effect.id);
  if (progress.state === "failed") throw new LookAgain(progress.reason);
  return progress;
}

async function intendReversal(tx: Tx, effectId: string, by: Viewer, why: string): Promise<Intended> {
  // Whoever comes second waits here, and then finds what the first one did.
  const effect = await lockEffect(tx, effectId);
  if (!effect) throw new LookElsewhere("This action is not there.");
  const standing = await findReversal(tx, effectId);
  if (standing && standing.state !== "failed") return { effect: standing, claim: null };
  const { preview, reversal } = await planReversal(tx, effect);
  if (!reversal) throw preview.conflict ? new LookAgain(preview.sentence) : new MendInput(preview.sentence);
  if (standing) return { effect: await again(tx, standing, by, why), claim: null };
  return intend(tx, {
    key: `reversal/${effectId}`,
    request: { ...reversal, connectionId: effect.connectionId ?? undefined },
    node: null,
    origin: effect.origin,
    person: { by: personActor(by), why, email: by.email },
    reversalOf: effectId,
  });
}

/** A reversal that failed before may be asked for again, as the same action. */
async function again(tx: Tx, standing: EffectRow, by: Viewer, why: string): Promise<EffectRow> {
  const queued = moveEffect(tx, standing, { to: "queued", reason: why, nextAttempt: 0, failureClass: null });
  await auditEffect(tx, standing, {
    verb: "action.intended",
    why,
    by: personActor(by),
    after: standing.input,
  });
  return queued;
}

async function planReversal(tx: Tx, effect: EffectRow): Promise<Plan> {
  const action = actionOf(effect.action);
  const input = action?.input.safeParse(effect.input);
  const kind = action?.reversal.kind ?? "none";
  const cannot = (sentence: string, conflict: string | null = null): Plan => ({
    preview: { possible: false, kind, sentence, before: null, after: null, conflict },
    reversal: null,
  });
  if (!action || !input?.success) return cannot("This action is not known here any more.");
  if (effect.state === "reversed") return cannot("This was taken back already.");
  if (!action.reverse || effect.reversalOf !== null) return cannot(action.reversal.why);
  if (effect.state !== "confirmed" || effect.result === null) {
    return cannot("Only what was confirmed can be taken back.");
  }
  const { organizationId, id: effectId, key, before, result, summary } = effect;
  const done = { organizationId, effectId, key, input: input.data, before, result, summary };
  const conflict = (await action.conflict?.(tx, done)) ?? null;
  if (conflict !== null) return cannot(conflict, conflict);
  return {
    preview: {
      possible: true,
      kind,
      sentence: action.reversal.why,
      ...changesOf(action, done),
      conflict: null,
    },
    reversal: action.reverse(done),
  };
}

/** Backwards: what came after is what is there now. */
function changesOf(action: ActionDescriptor, done: Done<unknown>): Pick<ReversalPreview, "before" | "after"> {
  const change = action.change?.(done) ?? { before: done.before, after: done.input as JsonObject };
  return { before: change.after, after: change.before };
}
