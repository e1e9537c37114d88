import { appendAudit } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";

/** Attempts to make an event's run; what fails each time is bad, not unlucky. */
const MOST_FAILURES = 5;

type Failed = {
  failures: number;
  externalId: string;
  /** Null for a report on what a connection sent. */
  workflowId: string | null;
  /** Of the workflow, or the connection. */
  name: string;
};

/**
 * Puts an event aside whose run could not be made, for 2, 4, 8 … seconds, so that the others flow; after five
 * failures for good, and says so in the log. A database that is down counts no failure: this fails as well.
 */
export async function putEventAside(tx: Tx, eventId: string): Promise<void> {
  const [event] = await tx.query<Failed>(
    `UPDATE event SET failures = event.failures + 1, retry_at = clock_timestamp() + 2 ^ (event.failures + 1) * interval '1 second',
       quarantined_at = CASE WHEN event.failures + 1 >= ${MOST_FAILURES} THEN clock_timestamp() END
     FROM endpoint LEFT JOIN workflow ON workflow.id = endpoint.workflow_id
       LEFT JOIN connection ON connection.id = endpoint.connection_id
     WHERE event.id = $1::uuid AND event.routed_at IS NULL AND event.quarantined_at IS NULL
       AND endpoint.id = event.endpoint_id
     RETURNING event.failures, event.external_id AS "externalId", endpoint.workflow_id AS "workflowId",
       coalesce(workflow.name, connection.name) AS name`,
    [eventId],
  );
  if (!event || event.failures < MOST_FAILURES) return;
  appendAudit(tx, {
    actor: { kind: "system", name: "Intake" },
    verb: "event.quarantined",
    object: { kind: "event", id: eventId, name: event.externalId },
    summary:
      event.workflowId === null
        ? `A delivery report for “${event.name}” was put aside: it could not be read ${MOST_FAILURES} times`
        : `An event for “${event.name}” was put aside: it could not be started ${MOST_FAILURES} times`,
    why: `It is kept. ${event.workflowId === null ? "Save the connection again" : "Publish the workflow again, or pause and resume it,"} to have it tried again; whoever runs Handoff finds the cause in the worker's log.`,
    workflowId: event.workflowId ?? undefined,
    eventId,
  });
  tx.announce("runs");
}

/** Has the events of a workflow, or the reports for a connection, tried again that were put aside: it may have been mended since. */
export async function releaseQuarantined(tx: Tx, ownerId: string): Promise<void> {
  await tx.query(
    `UPDATE event SET failures = 0, retry_at = NULL, quarantined_at = NULL
     WHERE routed_at IS NULL AND failures > 0
       AND endpoint_id IN (SELECT id FROM endpoint WHERE workflow_id = $1::uuid OR connection_id = $1::uuid)`,
    [ownerId],
  );
}
