import { appendAudit, SYSTEM } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { failpoint } from "@/server/failpoints/failpoint";
import { histogram } from "@/server/metrics/registry";
import { withdrawReviews } from "@/server/reviews/withdraw-reviews";
import { letStartedRunsGoOn, wakeCaller } from "./caller";
import type { LoadedRun } from "./load-run";
import { whileGoing } from "./save-steps";
import { wakeWaiting } from "./wake-waiting";

const took = histogram<"status">(
  "handoff_run_seconds",
  "From the start of a run to its end, its waits included.",
  [0.05, 0.1, 0.25, 0.5, 1, 5, 30, 300, 3_600, 86_400, 604_800],
);

/** What stands where a step kept failing on our side. */
export const FAULT = "Something kept failing on our side. Whoever runs Handoff finds it in the worker's log.";

/**
 * Ends a run, once. It failed when one of its nodes did, or when the engine gave up (`faulty`); otherwise it
 * is done, whatever ports its nodes settled on.
 * @param faulty a step kept failing on our side, so that the engine gave up
 * @returns what made it fail: one of its nodes, which says so itself, or the fault; null when it did not
 */
export async function finishRun(
  run: LoadedRun,
  faulty: boolean,
): Promise<{ failedBy: "node" | "fault" | null }> {
  const failures = failuresOf(run);
  const reason = failures.length > 0 ? failures.join(" ") : faulty ? FAULT : null;
  const write = async (tx: Tx) => {
    endRun(tx, run, reason === null ? "done" : "failed", reason ?? "");
    appendAudit(tx, {
      actor: { kind: "workflow", id: run.workflowId, name: run.workflowName },
      verb: reason === null ? "run.finished" : "run.failed",
      object: { kind: "run", id: run.id, name: run.subject || run.workflowName },
      summary: reason === null ? `Finished: ${nameOf(run)}` : `Failed: ${nameOf(run)}`,
      why: reason ?? "",
      runId: run.id,
      workflowId: run.workflowId,
      workflowVersionId: run.versionId,
      eventId: run.eventId,
    });
    if (reason !== null) {
      await withdrawReviews(tx, { runId: run.id }, "The run failed.", SYSTEM);
      await letStartedRunsGoOn(tx, run.id, SYSTEM, "The run that waited for it failed.");
    }
    // The engine may have given up on one part of it, while another waits.
    if (faulty) await wakeWaiting(tx, run.id, "failed");
    await failpoint("run.before-finish-commit");
    return { failedBy: failures.length > 0 ? ("node" as const) : faulty ? ("fault" as const) : null };
  };
  // Ended again when a power cut takes it: the engine's own end is written after it, and lost with it.
  const finished = await whileGoing(run, write, { durable: false });
  if ("ended" in finished) return { failedBy: null };
  took.observe((Date.now() - run.startedAt.getTime()) / 1000, {
    status: reason === null ? "done" : "failed",
  });
  return finished;
}

/** Writes the end of a run that goes on: whoever calls holds it. */
export function endRun(
  tx: Tx,
  run: { id: string; eventId: string; causeRunId: string | null },
  status: "done" | "failed" | "canceled",
  reason: string,
): void {
  tx.send(
    "UPDATE run SET status = $2::run_status, reason = $3, ended_at = clock_timestamp() WHERE id = $1::uuid",
    [run.id, status, reason],
  );
  if (run.causeRunId !== null) wakeCaller(tx, run.eventId);
  tx.announce("runs", run.id);
}

/** What a run is called in a sentence. */
export function nameOf(run: { subject: string; workflowName: string }): string {
  return run.subject === "" ? `a run of “${run.workflowName}”` : `“${run.workflowName}” for ${run.subject}`;
}

function failuresOf(run: LoadedRun): string[] {
  return run.plan.nodes.flatMap((node) => {
    const step = run.steps.get(node.id);
    return step?.state === "failed" ? [`${node.name}: ${step.reason}`] : [];
  });
}
