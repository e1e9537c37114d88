import { inOrganizationFast } from "@/server/db/in-organization";
import { wakeNode } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import { readEffectProgress } from "@/server/effects/perform-effect";
import { failpoint } from "@/server/failpoints/failpoint";
import { readReview } from "@/server/reviews/review-row";
import { concludeArrival, concludeOverdue, concludeReview, concludeWait } from "@/workflow/nodes/outcomes";
import type { Settled } from "@/workflow/ports";
import { awaitNoMore, findAwaited } from "./awaited-event";
import { hasOpenItems, settleItems } from "./for-each/settle-items";
import { hasEnded, itemText, type LoadedRun, nodeOf, reloadRun, type StepRow } from "./load-run";
import { type LongProgress, saveEffectProgress } from "./long-progress";
import { lookAgain } from "./look-again";
import { StepStands, saveSteps, whileGoing } from "./save-steps";
import { type WaitsFor, waitOf } from "./wait-of";

/**
 * Looks whether what a node waits for has come, and settles it if so. The rows in the database are the
 * truth; whatever woke the engine was only a reason to look.
 * @param elapsed the engine slept until the moment that a wait names
 */
export async function settleNode(run: LoadedRun, nodeId: string, elapsed = false): Promise<LongProgress> {
  if (hasEnded(run)) return { ended: true };
  const node = nodeOf(run, nodeId);
  const step = run.steps.get(node.id);
  if (!step) throw new Error("A node was to settle that never started.");
  if (step.state === "settled" && step.port !== null) return { port: step.port };
  if (step.state === "failed") return { failed: true };

  await failpoint("node.before-settle");
  const { startedAt } = step;
  const wait = waitOf(step.output);
  try {
    if ("effectId" in wait) {
      const progress = await readEffectProgress(run.organizationId, wait.effectId);
      return await saveEffectProgress(run, node, progress, startedAt);
    }
    if ("items" in wait) return await settleItems(run, node, startedAt);
    if ("look" in wait) return await lookAgain(run, node, startedAt);
    return await whileGoing(run, async (tx) => {
      const settled = await concluded(tx, run, wait, elapsed);
      if (!settled) return stillWaiting(step);
      if ("awaits" in wait) awaitNoMore(tx, run, node.id);
      saveSteps(tx, run, [{ state: "settled", settled, node, startedAt }]);
      return { port: settled.port };
    });
  } catch (error) {
    if (!(error instanceof StepStands)) throw error;
    return settleNode(await reloadRun(run), nodeId, elapsed);
  }
}

/** What has come of a wait for a person, an event or a moment; null while it has not. */
async function concluded(
  tx: Tx,
  run: LoadedRun,
  wait: Extract<WaitsFor, { reviewId: string } | { awaits: unknown } | { port: string }>,
  elapsed: boolean,
): Promise<Settled | null> {
  if ("reviewId" in wait) return concludedReview(tx, wait.reviewId);
  if ("port" in wait) return elapsed ? concludeWait(wait) : null;
  const event = await findAwaited(tx, run, wait.awaits);
  if (event) return concludeArrival(event);
  return new Date(wait.until) <= new Date() ? concludeOverdue(wait.until) : null;
}

/**
 * Wakes a node again if what it waits for has come: for the decision that was first, before the engine had
 * begun to wait. @param cause tells one look from the next, so that each may wake once
 */
export async function wakeIfDue(
  run: LoadedRun,
  { nodeId, accepted, cause }: { nodeId: string; accepted: boolean; cause: string },
): Promise<void> {
  if (!(await isDue(run, nodeId, accepted))) return;
  await inOrganizationFast(run.organizationId, async (tx) =>
    wakeNode(tx, { runId: run.id, nodeId, item: itemText(run) }, cause),
  );
}

async function isDue(run: LoadedRun, nodeId: string, accepted: boolean): Promise<boolean> {
  const step = run.steps.get(nodeId);
  if (hasEnded(run) || !step || step.state !== "waiting") return true;
  const wait = waitOf(step.output);
  if ("effectId" in wait) {
    const progress = await readEffectProgress(run.organizationId, wait.effectId);
    return progress.settled || (progress.accepted && !accepted);
  }
  if ("reviewId" in wait) {
    const review = await inOrganizationFast(run.organizationId, (tx) => readReview(tx, wait.reviewId));
    return review?.status === "decided";
  }
  if ("awaits" in wait) {
    return (await inOrganizationFast(run.organizationId, (tx) => findAwaited(tx, run, wait.awaits))) !== null;
  }
  if ("items" in wait) {
    return !(await inOrganizationFast(run.organizationId, (tx) => hasOpenItems(tx, run.id, nodeId)));
  }
  return false;
}

async function concludedReview(tx: Tx, reviewId: string): Promise<Settled | null> {
  const review = await readReview(tx, reviewId);
  if (review?.status !== "decided" || review.answer === null) return null;
  const port = review.packet.answers.find(({ id }) => id === review.answer)?.port;
  if (port === undefined) throw new Error("A review was decided with an answer that leads nowhere.");
  return concludeReview({
    answer: review.answer,
    port,
    rationale: review.rationale,
    decidedBy: { id: review.decidedBy ?? "", name: review.decidedByName ?? "Somebody" },
    decidedAt: (review.decidedAt ?? new Date()).toISOString(),
  });
}

function stillWaiting(step: StepRow): LongProgress {
  const wait = waitOf(step.output);
  const until = "until" in wait ? { until: wait.until } : {};
  return { waiting: true, accepted: false, ...until, ...("awaits" in wait ? { wakes: true } : {}) };
}
