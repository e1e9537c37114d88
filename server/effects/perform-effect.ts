import { inOrganizationFast } from "@/server/db/in-organization";
import type { EffectRequest } from "@/workflow/ports";
import { attemptEffect } from "./attempt";
import { intend } from "./intend";
import { type EffectProgress, progressOf, readEffectProgress } from "./progress";

export { type EffectProgress, readEffectProgress } from "./progress";

/** A node of a run that wants something done. `item` tells the items of a "for each" apart. */
export type EffectCall = {
  organizationId: string;
  origin: {
    runId: string;
    workflowId: string;
    workflowVersionId: string;
    eventId: string;
    nodeId: string;
    nodeName: string;
    item?: string;
    /** Email address of whoever the event came from, where known: they do not release it themselves. */
    requestedBy?: string;
  };
  request: EffectRequest;
};

/**
 * Carries out an action of a run, once: guarded, audited, verified. The same call again answers how the
 * standing action does and never does it again. When it settles later, its node is woken.
 * @throws Outrun when the run ended meanwhile; never for what a provider does
 */
export async function performEffect({
  organizationId,
  origin,
  request,
}: EffectCall): Promise<EffectProgress> {
  const effect = await inOrganizationFast(organizationId, (tx) =>
    intend(tx, {
      key: keyOf(origin),
      request,
      node: { runId: origin.runId, nodeId: origin.nodeId },
      person: null,
      requestedBy: origin.requestedBy,
    }),
  );
  if (effect.state !== "queued" || effect.failureClass !== null) return progressOf(effect);
  await attemptEffect(organizationId, effect.id, { inline: true });
  return readEffectProgress(organizationId, effect.id);
}

/** Origin event, workflow, node, item, revision. The revision rises only when a person wants it done again. */
function keyOf({ eventId, workflowId, nodeId, item = "" }: EffectCall["origin"]): string {
  return [eventId, workflowId, nodeId, item, 0].join("/");
}
