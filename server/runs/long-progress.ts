import { inOrganizationFast } from "@/server/db/in-organization";
import type { EffectProgress } from "@/server/effects/perform-effect";
import { concludeEffect } from "@/workflow/nodes/outcomes";
import type { PlanNode } from "@/workflow/plan/plan";
import type { LoadedRun } from "./load-run";
import { holdRun, saveStep } from "./save-step";

/**
 * How far a node has come that takes longer than a step: `port` once it settled. While it waits, `accepted`
 * says whether an action passed the guardrails, and `until` when a wait for a moment is over (ISO 8601).
 */
export type LongProgress =
  | { port: string }
  | { waiting: true; accepted: boolean; until?: string }
  | { failed: true }
  | { ended: true };

/** Writes where a node stands and answers how far that is; nothing is written once the run has ended. */
export function saveLong(
  run: LoadedRun,
  node: PlanNode,
  step: Parameters<typeof saveStep>[3],
  progress: LongProgress,
): Promise<LongProgress> {
  return inOrganizationFast(run.organizationId, async (tx) => {
    if (!(await holdRun(tx, run.id))) return { ended: true };
    await saveStep(tx, run, node, step);
    return progress;
  });
}

/** Writes where an action stands as where its node stands. */
export async function saveEffectProgress(
  run: LoadedRun,
  node: PlanNode,
  effect: EffectProgress,
  startedAt: Date,
): Promise<LongProgress> {
  if (!effect.settled) {
    const progress = { waiting: true, accepted: effect.accepted } as const;
    const output = { effectId: effect.effectId };
    return saveLong(run, node, { state: "waiting", output, reason: effect.reason, startedAt }, progress);
  }
  const settled = concludeEffect(effect);
  return saveLong(run, node, { state: "settled", settled, startedAt }, { port: settled.port });
}
