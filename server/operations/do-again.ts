import { inOrganizationFast } from "@/server/db/in-organization";
import { finishAttempt } from "@/server/effects/attempt";
import { readEffect } from "@/server/effects/effect-row";
import { intendRepeat, refuseRepeat } from "@/server/effects/intend-repeat";
import { type EffectProgress, readEffectProgress } from "@/server/effects/progress";
import { requireAbsent } from "@/server/effects/require-absent";
import { LookAgain, LookElsewhere } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { loadRun } from "@/server/runs/load-run";
import { requesterOf } from "@/server/runs/requester";
import type { JsonObject } from "@/workflow/json";

/**
 * Does an action again that has failed and whose run went on without it: a new action, guarded, verified and audited
 * like any other, linked to the old one. What its system had answered to is looked for there first.
 * @param order.why for the log
 * @returns how the new action stands; a guardrail may hold it for another person
 * @throws LookElsewhere · LookAgain when it may not be done again · TryLater when it cannot be looked for now ·
 *   MendInput when the action does not take the input
 */
export async function doAgain(
  by: Viewer,
  effectId: string,
  order: { why: string; input: JsonObject },
): Promise<EffectProgress> {
  const { organizationId } = by;
  const effect = await inOrganizationFast(organizationId, async (tx) => {
    const found = await readEffect(tx, effectId);
    if (!found) throw new LookElsewhere("This action is not there.");
    const refusal = await refuseRepeat(tx, found);
    if (refusal !== null) throw new LookAgain(refusal);
    return found;
  });
  await requireAbsent(effect);
  const requestedBy = effect.runId
    ? await requesterOf(await loadRun({ organizationId, runId: effect.runId }))
    : undefined;
  const { effect: again, claim } = await inOrganizationFast(organizationId, (tx) =>
    intendRepeat(tx, effectId, { by, ...order, requestedBy }),
  );
  if (claim) await finishAttempt(claim, false);
  return readEffectProgress(organizationId, again.id);
}
