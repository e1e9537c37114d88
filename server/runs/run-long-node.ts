import { inOrganizationFast } from "@/server/db/in-organization";
import { performEffect } from "@/server/effects/perform-effect";
import { openReview } from "@/server/reviews/open-review";
import { executorOf } from "@/workflow/nodes/executors";
import type { PlanNode } from "@/workflow/plan/plan";
import { type EffectRequest, NeedsMending, type Outcome, type ReviewRequest } from "@/workflow/ports";
import { hasEnded, type LoadedRun, loadRun, nodeOf, outputsOf, type RunKey, surroundings } from "./load-run";
import { type LongProgress, saveEffectProgress, saveLong } from "./long-progress";
import { requesterOf } from "./requester";
import { reviewToOpen } from "./review-to-open";
import { holdRun, saveStep } from "./save-step";
import { settleNode } from "./settle-node";

/**
 * Starts an action, a review or a wait, once: a second execution finds what the first one left.
 * @throws whatever the database throws; never for what a provider does, that is the gateway's.
 */
export async function runLongNode(key: RunKey & { nodeId: string }): Promise<LongProgress> {
  const run = await inOrganizationFast(key.organizationId, (tx) => loadRun(tx, key.runId));
  if (hasEnded(run)) return { ended: true };
  const node = nodeOf(run, key.nodeId);
  const standing = run.steps.get(node.id);
  if (standing && standing.state !== "running") return settleNode(key);

  const startedAt = standing?.startedAt ?? new Date();
  const outcome = await whatItWants(run, node);
  if ("failure" in outcome) {
    const { failure } = outcome;
    return saveLong(run, node, { state: "failed", reason: failure, startedAt }, { failed: true });
  }
  switch (outcome.kind) {
    case "settled":
      return saveLong(run, node, { state: "settled", settled: outcome, startedAt }, { port: outcome.port });
    case "wait": {
      const { until, port } = outcome;
      const reason = `Waits until ${until}`;
      const progress = { waiting: true, accepted: false, until } as const;
      return saveLong(run, node, { state: "waiting", output: { until, port }, reason, startedAt }, progress);
    }
    case "review":
      return ask(run, node, outcome.request, startedAt);
    case "effect":
      return act(run, node, outcome.request, startedAt);
  }
}

async function whatItWants(run: LoadedRun, node: PlanNode): Promise<Outcome | { failure: string }> {
  const executor = executorOf(node.type);
  if (!executor) return { failure: `“${node.name}” is of a kind that is not known here.` };
  try {
    return await executor.run({ config: node.config, ...surroundings(run, outputsOf(run)) });
  } catch (error) {
    if (error instanceof NeedsMending) return { failure: error.message };
    throw error;
  }
}

/** The question and the waiting row are one transaction: a step executed twice asks once. */
async function ask(
  run: LoadedRun,
  node: PlanNode,
  request: ReviewRequest,
  startedAt: Date,
): Promise<LongProgress> {
  const review = await reviewToOpen(run, node, request, startedAt);
  return inOrganizationFast(run.organizationId, async (tx) => {
    if (!(await holdRun(tx, run.id))) return { ended: true };
    const { reviewId } = await openReview(tx, review);
    const whom = "role" in request.reviewers ? `a ${request.reviewers.role}` : "the people asked";
    const reason = `Waits for ${whom} to decide: ${request.ask}`;
    await saveStep(tx, run, node, { state: "waiting", output: { reviewId }, reason, startedAt });
    return { waiting: true, accepted: false };
  });
}

async function act(
  run: LoadedRun,
  node: PlanNode,
  request: EffectRequest,
  startedAt: Date,
): Promise<LongProgress> {
  const begun = await saveLong(
    run,
    node,
    { state: "running", reason: request.summary, startedAt },
    { waiting: true, accepted: false },
  );
  if ("ended" in begun) return begun;
  try {
    const origin = {
      runId: run.id,
      workflowId: run.workflowId,
      workflowVersionId: run.versionId,
      eventId: run.eventId,
      nodeId: node.id,
      nodeName: node.name,
      requestedBy: requesterOf(run),
    };
    const progress = await performEffect({ organizationId: run.organizationId, origin, request });
    return await saveEffectProgress(run, node, progress, startedAt);
  } catch (error) {
    // The run may have been canceled in between: then the gateway refuses to begin, which is no fault.
    const now = await inOrganizationFast(run.organizationId, (tx) => loadRun(tx, run.id));
    if (hasEnded(now)) return { ended: true };
    throw error;
  }
}
