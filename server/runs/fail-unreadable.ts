import { appendAudit, SYSTEM } from "@/server/audit/append";
import { inOrganizationFast } from "@/server/db/in-organization";
import { withdrawReviews } from "@/server/reviews/withdraw-reviews";
import { letStartedRunsGoOn } from "./caller";
import { endRun, nameOf } from "./finish-run";
import type { RunKey } from "./load-run";

type Run = {
  id: string;
  subject: string;
  workflowId: string;
  workflowName: string;
  versionId: string;
  eventId: string;
  causeRunId: string | null;
};

/** Ends a run, once, whose drawing this release cannot plan: nothing that needs the plan can. @param why a sentence */
export async function failUnreadable({ organizationId, runId }: RunKey, why: string): Promise<void> {
  await inOrganizationFast(organizationId, async (tx) => {
    const [run] = await tx.query<Run>(
      `SELECT run.id, run.subject, run.workflow_id AS "workflowId", workflow.name AS "workflowName",
         run.version_id AS "versionId", run.event_id AS "eventId", event.cause_run_id AS "causeRunId"
       FROM run JOIN workflow ON workflow.id = run.workflow_id JOIN event ON event.id = run.event_id
       WHERE run.id = $1::uuid AND run.status NOT IN ('done', 'failed', 'canceled') FOR UPDATE OF run`,
      [runId],
    );
    if (!run) return;
    endRun(tx, run, "failed", why);
    appendAudit(tx, {
      actor: { kind: "workflow", id: run.workflowId, name: run.workflowName },
      verb: "run.failed",
      object: { kind: "run", id: run.id, name: run.subject || run.workflowName },
      summary: `Failed: ${nameOf(run)}`,
      why,
      runId: run.id,
      workflowId: run.workflowId,
      workflowVersionId: run.versionId,
      eventId: run.eventId,
    });
    await withdrawReviews(tx, { runId: run.id }, "The run failed.", SYSTEM);
    await letStartedRunsGoOn(tx, run.id, SYSTEM, "The run that waited for it failed.");
  });
}
