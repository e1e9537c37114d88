import type { EffectProgress } from "@/server/effects/perform-effect";
import { concludeEffect } from "@/workflow/nodes/outcomes";
import type { PlanNode } from "@/workflow/plan/plan";
import type { LoadedRun } from "./load-run";
import { type StepToSave, saveSteps, whileGoing } from "./save-steps";

/**
 * How far a node has come that takes longer than a step: `port` once it settled. While it waits, `accepted`
 * says whether an action passed the guardrails, and `until` when a wait for a moment is over (ISO 8601);
 * `wakes`: something may end it before.
 */
export type LongProgress =
  | { port: string }
  | { waiting: true; accepted: boolean; until?: string; wakes?: true }
  | { failed: true }
  | { ended: true };

/** Writes where a node stands and answers how far that is; nothing is written once the run has ended. */
export async function saveLong(
  run: LoadedRun,
  step: StepToSave,
  progress: LongProgress,
): Promise<LongProgress> {
  return whileGoing(run, (tx) => {
    saveSteps(tx, run, [step]);
    return progress;
  });
}

/** Writes where an action stands as where its node stands. */
export function saveEffectProgress(
  run: LoadedRun,
  node: PlanNode,
  effect: EffectProgress,
  startedAt: Date,
): Promise<LongProgress> {
  return saveLong(run, stepOfEffect(node, effect, startedAt), progressOfEffect(effect));
}

/** Where an action stands, as where its node stands. */
export function stepOfEffect(node: PlanNode, effect: EffectProgress, startedAt: Date): StepToSave {
  if (effect.settled) return { state: "settled", settled: concludeEffect(effect), node, startedAt };
  const { effectId, reason } = effect;
  return { state: "waiting", output: { effectId }, reason, node, startedAt };
}

export function progressOfEffect(effect: EffectProgress): LongProgress {
  if (effect.settled) return { port: concludeEffect(effect).port };
  return { waiting: true, accepted: effect.accepted };
}
