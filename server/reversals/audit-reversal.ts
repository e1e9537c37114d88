import { type AuditEntryInput, appendAudit } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";

/** The run that a reversal is about, as its entries in the log name it. */
export type ReversedRun = {
  id: string;
  subject: string;
  workflowId: string;
  workflowName: string;
  versionId: string;
  eventId: string;
};

/** Writes what happened to the reversal of a run into the log, as an entry of that run. */
export function appendReversalAudit(
  tx: Tx,
  run: ReversedRun,
  entry: Pick<AuditEntryInput, "actor" | "verb" | "summary" | "why" | "effectId">,
): void {
  const { id, subject, workflowId, workflowName, versionId, eventId } = run;
  appendAudit(tx, {
    ...entry,
    object: { kind: "run", id, name: subject || workflowName },
    runId: id,
    workflowId,
    workflowVersionId: versionId,
    eventId,
  });
}
