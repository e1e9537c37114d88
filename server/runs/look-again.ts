import type { PlanNode } from "@/workflow/plan/plan";
import type { Outcome } from "@/workflow/ports";
import type { LoadedRun } from "./load-run";
import { type LongProgress, saveLong } from "./long-progress";
import { whatItWants } from "./what-it-wants";

type Look = Extract<Outcome, { kind: "look" }>;

/** It is not so yet: the node waits until it looks again. */
export function saveLook(
  run: LoadedRun,
  { look, ...row }: { node: PlanNode; startedAt: Date; look: Look },
): Promise<LongProgress> {
  const { at: until, reason } = look;
  const waiting = { state: "waiting", output: { until, look: true }, reason } as const;
  return saveLong(run, { ...row, ...waiting }, { waiting: true, accepted: false, until });
}

/** Asks a node that was to look again; looking too early or twice does no harm. */
export async function lookAgain(run: LoadedRun, node: PlanNode, startedAt: Date): Promise<LongProgress> {
  const outcome = await whatItWants(run, node, startedAt);
  const row = { node, startedAt };
  if ("failure" in outcome) {
    return saveLong(run, { ...row, state: "failed", reason: outcome.failure }, { failed: true });
  }
  if (outcome.kind === "look") return saveLook(run, { ...row, look: outcome });
  if (outcome.kind !== "settled") throw new Error("A node that looks again wants something else now.");
  return saveLong(run, { ...row, state: "settled", settled: outcome }, { port: outcome.port });
}
