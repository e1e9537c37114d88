import type { Tx } from "@/server/db/tx";
import { type EffectProgress, performEffect } from "@/server/effects/perform-effect";
import { failpoint } from "@/server/failpoints/failpoint";
import { openReview } from "@/server/reviews/open-review";
import type { PlanNode } from "@/workflow/plan/plan";
import type { EffectRequest, Outcome, ReviewRequest } from "@/workflow/ports";
import { awaitEvent, awaitsOf } from "./awaited-event";
import { startItems } from "./for-each/start-items";
import { hasEnded, itemText, type LoadedRun, nodeOf, reloadRun } from "./load-run";
import { type LongProgress, progressOfEffect, saveLong, stepOfEffect } from "./long-progress";
import { saveLook } from "./look-again";
import { requesterOf } from "./requester";
import { reviewToOpen } from "./review-to-open";
import { StepStands, saveStepIfGoing, saveSteps, whileGoing } from "./save-steps";
import { settleNode } from "./settle-node";
import { whatItWants } from "./what-it-wants";

/**
 * Starts an action, a review or a wait, once: a second execution finds what the first one left.
 * @throws whatever the database throws; never for what a provider does, that is the gateway's.
 */
export async function runLongNode(run: LoadedRun, nodeId: string): Promise<LongProgress> {
  if (hasEnded(run)) return { ended: true };
  const node = nodeOf(run, nodeId);
  const standing = run.steps.get(node.id);
  if (standing && standing.state !== "running") return settleNode(run, nodeId);
  try {
    return await begin(run, node, standing?.startedAt ?? new Date());
  } catch (error) {
    if (!(error instanceof StepStands)) throw error;
    return settleNode(await reloadRun(run), nodeId);
  }
}

async function begin(run: LoadedRun, node: PlanNode, startedAt: Date): Promise<LongProgress> {
  const outcome = await whatItWants(run, node, startedAt);
  const row = { node, startedAt };
  if ("failure" in outcome) {
    return saveLong(run, { ...row, state: "failed", reason: outcome.failure }, { failed: true });
  }
  switch (outcome.kind) {
    case "settled":
      return saveLong(run, { ...row, state: "settled", settled: outcome }, { port: outcome.port });
    case "wait": {
      const { until, port } = outcome;
      const waiting = { state: "waiting", output: { until, port }, reason: `Waits until ${until}` } as const;
      return saveLong(run, { ...row, ...waiting }, { waiting: true, accepted: false, until });
    }
    case "look":
      return saveLook(run, { ...row, look: outcome });
    case "await":
      return waitForEvent(run, node, outcome, startedAt);
    case "review":
      return ask(run, node, outcome.request, startedAt);
    case "effect":
      return act(run, node, outcome.request, startedAt);
    case "each":
      return startItems(run, node, outcome.items, startedAt);
  }
}

async function waitForEvent(
  run: LoadedRun,
  node: PlanNode,
  { until, reason, ...event }: Extract<Outcome, { kind: "await" }>,
  startedAt: Date,
): Promise<LongProgress> {
  const awaits = awaitsOf(event);
  return whileGoing(run, (tx) => {
    saveSteps(tx, run, [{ state: "waiting", output: { awaits, until }, reason, node, startedAt }]);
    awaitEvent(tx, run, node.id, awaits);
    return { waiting: true, accepted: false, until, wakes: true } as const;
  });
}

/** The question and the waiting row are one transaction: a step executed twice asks once. */
async function ask(
  run: LoadedRun,
  node: PlanNode,
  request: ReviewRequest,
  startedAt: Date,
): Promise<LongProgress> {
  const review = await reviewToOpen(run, node, request, startedAt);
  return whileGoing(run, async (tx) => {
    const { reviewId } = await openReview(tx, review);
    const whom = "role" in request.reviewers ? `a ${request.reviewers.role}` : "the people asked";
    const reason = `Waits for ${whom} to decide: ${request.ask}`;
    saveSteps(tx, run, [{ state: "waiting", output: { reviewId }, reason, node, startedAt }]);
    await failpoint("review.before-open-commit");
    return { waiting: true, accepted: false } as const;
  });
}

async function act(
  run: LoadedRun,
  node: PlanNode,
  request: EffectRequest,
  startedAt: Date,
): Promise<LongProgress> {
  const origin = {
    runId: run.id,
    runStatus: run.status,
    subject: run.subject,
    workflowId: run.workflowId,
    workflowName: run.workflowName,
    workflowVersionId: run.versionId,
    eventId: run.eventId,
    nodeId: node.id,
    nodeName: node.name,
    item: itemText(run),
  };
  const stands = (tx: Tx, progress: EffectProgress) =>
    saveSteps(tx, run, [stepOfEffect(node, progress, startedAt)]);
  const progress = await performEffect<{ ended: true }>(
    { origin, itemId: run.item?.id, request, requestedBy: await requesterOf(run) },
    {
      transact: (work) => whileGoing(run, work),
      begun: (tx, progress, underWay) =>
        underWay
          ? saveSteps(tx, run, [{ state: "running", reason: request.summary, node, startedAt }])
          : stands(tx, progress),
      // The run may have ended meanwhile: what was done stands, and its node no longer matters.
      ended: (tx, progress) => saveStepIfGoing(tx, run, stepOfEffect(node, progress, startedAt)),
    },
  );
  await failpoint("action.after-perform");
  return "ended" in progress ? progress : progressOfEffect(progress);
}
