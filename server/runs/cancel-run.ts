import { type Actor, appendAudit } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { dropUnsentEffects } from "@/server/effects/drop-unsent-effects";
import { LookAgain, LookElsewhere } from "@/server/errors";
import { withdrawReviews } from "@/server/reviews/withdraw-reviews";
import { joinWords } from "@/workflow/expressions/words";
import { letStartedRunsGoOn } from "./caller";
import { endRun, nameOf } from "./finish-run";
import { STATUS_WORDS } from "./status-words";
import { wakeWaiting } from "./wake-waiting";

type RunToCancel = {
  id: string;
  status: keyof typeof STATUS_WORDS;
  subject: string;
  workflowId: string;
  workflowName: string;
  versionId: string;
  eventId: string;
  causeRunId: string | null;
};

/**
 * Ends a run now: what was not sent is dropped, its open questions are withdrawn; what is under way is
 * awaited and verified by the gateway. The log says who and why.
 * @throws LookElsewhere not there · LookAgain it has ended already
 */
export async function cancelRun(tx: Tx, runId: string, by: Actor, why: string): Promise<void> {
  const [run] = await tx.query<RunToCancel>(
    `SELECT run.id, run.status::text AS status, run.subject, run.workflow_id AS "workflowId", workflow.name AS "workflowName",
       run.version_id AS "versionId", run.event_id AS "eventId", event.cause_run_id AS "causeRunId"
     FROM run JOIN workflow ON workflow.id = run.workflow_id JOIN event ON event.id = run.event_id WHERE run.id = $1::uuid FOR UPDATE OF run`,
    [runId],
  );
  if (!run) throw new LookElsewhere("This run is not there.");
  if (run.status === "done" || run.status === "failed" || run.status === "canceled") {
    throw new LookAgain(
      `This run is over (${STATUS_WORDS[run.status]}), so there is nothing left to cancel.`,
    );
  }
  endRun(tx, run, "canceled", why === "" ? `Canceled by ${by.name}.` : `Canceled by ${by.name}: ${why}`);
  const dropped = await dropUnsentEffects(tx, runId, by, "The run was canceled.");
  const left = await letStartedRunsGoOn(tx, runId, by, "The run that waited for it was canceled.");
  await withdrawReviews(tx, { runId }, "The run was canceled.", by);
  appendAudit(tx, {
    actor: by,
    verb: "run.canceled",
    object: { kind: "run", id: runId, name: run.subject || run.workflowName },
    summary: `Canceled ${nameOf(run)}${dropped > 0 ? ` and dropped ${dropped} unsent ${dropped === 1 ? "action" : "actions"}` : ""}${left.length > 0 ? `; ${joinWords(left)} ${left.length === 1 ? "goes" : "go"} on by ${left.length === 1 ? "itself" : "themselves"}` : ""}`,
    why,
    runId,
    workflowId: run.workflowId,
    workflowVersionId: run.versionId,
    eventId: run.eventId,
  });
  await wakeWaiting(tx, runId, "canceled");
}
