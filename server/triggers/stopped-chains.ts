import type { Tx } from "@/server/db/tx";
import { DEEPEST } from "./raise-event";

/** An event that started nothing, because runs had started one another too often in a row. */
export type StoppedChain = {
  eventId: string;
  at: Date;
  workflow: { id: string; name: string };
  /** What happened and what to do, in words. */
  sentence: string;
  /** The run that would have started the next one. */
  causeRunId: string | null;
};

type Row = Omit<StoppedChain, "workflow"> & { workflowId: string; workflowName: string };

const MOST = 5;

/** The chains that were stopped within a day, the latest of each workflow, newest first. */
export async function readStoppedChains(tx: Tx): Promise<StoppedChain[]> {
  const rows = await tx.query<Row>(
    `SELECT * FROM (
       SELECT DISTINCT ON (workflow.id) event.id AS "eventId", event.received_at AS at, workflow.id AS "workflowId",
         workflow.name AS "workflowName", event.note AS sentence, event.cause_run_id AS "causeRunId"
       FROM event JOIN endpoint ON endpoint.id = event.endpoint_id JOIN workflow ON workflow.id = endpoint.workflow_id
       WHERE event.organization_id = $1::uuid AND event.depth >= ${DEEPEST}
         AND event.received_at > now() - interval '1 day'
       ORDER BY workflow.id, event.received_at DESC
     ) latest ORDER BY at DESC LIMIT ${MOST}`,
    [tx.organizationId],
  );
  return rows.map(({ workflowId, workflowName, ...row }) => ({
    ...row,
    workflow: { id: workflowId, name: workflowName },
  }));
}
