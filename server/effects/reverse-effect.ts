import { actionOf } from "@/server/connectors/registry";
import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import { LookAgain, LookElsewhere, MendInput } from "@/server/errors";
import { failpoint } from "@/server/failpoints/failpoint";
import { mayNotReverseAlone } from "@/server/guardrails/four-eyes/may-not-reverse-alone";
import { wouldHold } from "@/server/guardrails/would-hold";
import type { Viewer } from "@/server/identity/session";
import { attemptEffect, finishAttempt } from "./attempt";
import { type EffectRow, readEffect } from "./effect-row";
import { intendReversal } from "./intend-reversal";
import { type LaterThing, readLater } from "./later";
import { planReversal, type ReversalPlan, type ReversalPreview } from "./plan-reversal";
import { type EffectProgress, readEffectProgress } from "./progress";

export type ReversalShown = ReversalPreview & {
  /** What came later and depends on it. */
  later: LaterThing[];
  /** Why it would wait for another person, in a sentence; null when nothing keeps it back. */
  held: string | null;
};

/** What taking an action back would do, or why it cannot be. Changes nothing. @throws LookElsewhere */
export async function previewReversal(
  organizationId: string,
  effectId: string,
  viewerId?: string,
): Promise<ReversalShown> {
  return inOrganizationFast(organizationId, async (tx) => {
    const effect = await readEffect(tx, effectId);
    if (!effect) throw new LookElsewhere("This action is not there.");
    const plan = await planReversal(tx, effect);
    const later = await readLater(tx, effect);
    return { ...plan.preview, later, held: await heldFor(tx, effect, plan, viewerId) };
  });
}

/** What a guardrail would say to a reversal, for previews: only the gateway's own judgement counts. */
export async function heldFor(
  tx: Tx,
  effect: Pick<EffectRow, "id">,
  { reversal, over }: Pick<ReversalPlan, "reversal" | "over">,
  viewerId: string | undefined,
): Promise<string | null> {
  const wanted = reversal ?? over;
  const action = wanted && actionOf(wanted.action);
  const input = action?.input.safeParse(wanted?.input);
  if (!action || !input?.success) return null;
  const alone = viewerId === undefined ? null : await mayNotReverseAlone(tx, effect.id, viewerId);
  if (alone !== null) return alone;
  const { amount, currency } = action.amountOf?.(input.data) ?? {};
  return (await wouldHold(tx, { effect: action.effect, amount, currency, reverses: true }))?.reason ?? null;
}

/**
 * Takes an action back: a new action, guarded, verified and audited like any other, linked to the one it takes
 * back. Asked twice it happens once. The original counts as reversed once the reversal is confirmed; what only
 * something else makes good for stays as it is.
 * @param why for the log; required
 * @param decided what the person decided where it takes more than asking: see `ReversalOrder`
 * @returns how the reversal stands; a guardrail may hold it for another person
 * @throws LookElsewhere · MendInput without a reason, or when it cannot be reversed · LookAgain when it changed since
 */
export async function reverseEffect(
  by: Viewer,
  effectId: string,
  why: string,
  decided: { over?: string; draft?: { [field: string]: string } } = {},
): Promise<EffectProgress> {
  if (why.trim() === "")
    throw new MendInput("Say why it is taken back, so that others can follow it later.", "why");
  const { organizationId } = by;
  const { effect, claim } = await inOrganizationFast(organizationId, (tx) =>
    intendReversal(tx, effectId, { by, why: why.trim(), ...decided }),
  );
  await failpoint("reversal.after-intent");
  if (claim) await finishAttempt(claim, false);
  else await attemptEffect(organizationId, effect.id, { inline: true });
  await failpoint("reversal.after-attempt");
  const progress = await readEffectProgress(organizationId, effect.id);
  if (progress.state === "failed") throw new LookAgain(progress.reason);
  return progress;
}
