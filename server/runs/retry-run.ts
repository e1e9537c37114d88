import { type Actor, appendAudit } from "@/server/audit/append";
import type { RunStatus, WorkflowStatus } from "@/server/db/generated/enums";
import { runEventName, sendToEngine } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import { LookAgain, LookElsewhere } from "@/server/errors";
import { nameOf } from "./finish-run";
import { STATUS_WORDS } from "./status-words";

type FailedRun = {
  id: string;
  status: RunStatus;
  subject: string;
  attempt: number;
  workflowId: string;
  workflowName: string;
  workflowStatus: WorkflowStatus;
  versionId: string | null;
  eventId: string;
  triggerNodeId: string;
  hasTrigger: boolean;
  /** It is or was taken back as a whole. */
  reversed: boolean;
  /** Actions of it that have not ended. */
  open: number;
};

const FIND = `
  SELECT run.id, run.status::text AS status, run.subject, run.attempt, run.workflow_id AS "workflowId",
    workflow.name AS "workflowName", workflow.status::text AS "workflowStatus",
    workflow.published_version_id AS "versionId", run.event_id AS "eventId", run.trigger_node_id AS "triggerNodeId",
    EXISTS (SELECT 1 FROM workflow_version version, jsonb_array_elements(version.document->'nodes') node
      WHERE version.id = workflow.published_version_id AND node->>'id' = run.trigger_node_id) AS "hasTrigger",
    EXISTS (SELECT 1 FROM reversal JOIN run attempt ON attempt.id = reversal.run_id
      WHERE attempt.workflow_id = run.workflow_id AND attempt.event_id = run.event_id) AS reversed,
    (SELECT count(*)::int FROM effect WHERE effect.run_id = run.id
      AND effect.state NOT IN ('confirmed', 'unverifiable', 'failed', 'reversed')) AS open
  FROM run JOIN workflow ON workflow.id = run.workflow_id WHERE run.id = $1::uuid FOR UPDATE OF run`;

/**
 * Runs a failed run's event again from the start, on the workflow's current version. The actions' keys stay
 * the same: what was confirmed is not done again, its result is used.
 * @returns the new attempt's run
 * @throws LookElsewhere not there · LookAgain it did not fail, was tried again already, or cannot be now
 */
export async function retryRun(tx: Tx, runId: string, by: Actor, why: string): Promise<{ runId: string }> {
  const [run] = await tx.query<FailedRun>(FIND, [runId]);
  if (!run) throw new LookElsewhere("This run is not there.");
  const refusal = refusalFor(run);
  if (refusal !== null) throw new LookAgain(refusal);
  const [next] = await tx.query<{ id: string }>(
    `INSERT INTO run (organization_id, workflow_id, version_id, event_id, trigger_node_id, subject, attempt,
       concurrency_key)
     SELECT $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7, concurrency_key FROM run WHERE id = $8::uuid
     ON CONFLICT (workflow_id, event_id, attempt) DO NOTHING RETURNING id`,
    [
      tx.organizationId,
      run.workflowId,
      run.versionId,
      run.eventId,
      run.triggerNodeId,
      run.subject,
      run.attempt + 1,
      runId,
    ],
  );
  if (!next) throw new LookAgain("This run was tried again already. Look at the newer one.");
  appendAudit(tx, {
    actor: by,
    verb: "run.retried",
    object: { kind: "run", id: next.id, name: run.subject || run.workflowName },
    summary: `Tried again from the start: ${nameOf(run)}`,
    why,
    after: { attempt: run.attempt + 1, failedRunId: run.id },
    runId: next.id,
    workflowId: run.workflowId,
    workflowVersionId: run.versionId,
    eventId: run.eventId,
  });
  sendToEngine(tx, {
    name: runEventName(run.workflowId),
    data: { runId: next.id, organizationId: tx.organizationId },
    dedupeId: `run:${next.id}`,
  });
  tx.announce("runs", next.id);
  return { runId: next.id };
}

function refusalFor(run: FailedRun): string | null {
  if (run.status !== "failed") {
    return `Only a run that failed can be tried again; this one is ${STATUS_WORDS[run.status]}.`;
  }
  if (run.workflowStatus === "archived" || run.versionId === null) {
    return "The workflow is not published any more, so nothing can run on it. Publish it first.";
  }
  if (!run.hasTrigger) return "The published version no longer has the trigger that this event came in by.";
  if (run.reversed) {
    return "What this run did is taken back. Tried again, it would take that for done; send its event anew instead.";
  }
  if (run.open === 0) return null;
  const actions = run.open === 1 ? "One of its actions has" : `${run.open} of its actions have`;
  return `${actions} not ended yet. Decide about that under Operations, then try again.`;
}
