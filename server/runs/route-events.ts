import { appendAudit } from "@/server/audit/append";
import type { WorkflowStatus } from "@/server/db/generated/enums";
import { inOrganizationFast } from "@/server/db/in-organization";
import { runEventName, sendToEngine } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import { failpoint } from "@/server/failpoints/failpoint";
import { reportError } from "@/server/report-error";
import { toText } from "@/workflow/expressions/convert";
import type { JsonObject } from "@/workflow/json";
import { wakeCaller } from "./caller";
import { concurrencyKey } from "./concurrency-key";
import { putEventAside } from "./quarantine-event";
import { findWaitingEvents } from "./waiting-events";

const LONGEST_SUBJECT = 200;

/**
 * Makes runs of the events that wait. Any number of workers may do so at once: an event is claimed with its
 * row, and one event makes one run per workflow, for ever.
 * @returns how many events were looked at, and whether there may be more
 */
export async function routeEvents(): Promise<{ looked: number; full: boolean }> {
  const { events, more } = await findWaitingEvents();
  for (const { id, organizationId } of events) {
    try {
      await inOrganizationFast(organizationId, (tx) => routeEvent(tx, id));
      await failpoint("router.after-commit");
    } catch (error) {
      reportError(error);
      await inOrganizationFast(organizationId, (tx) => putEventAside(tx, id)).catch(reportError);
    }
  }
  return { looked: events.length, full: more };
}

type EventRow = {
  id: string;
  externalId: string;
  body: JsonObject;
  nodeId: string;
  workflowId: string;
  workflowName: string;
  status: WorkflowStatus;
  versionId: string | null;
  subjectField: string | null;
  hasTrigger: boolean;
  limitField: string | null;
};

// The workflow's row is shared, not taken: publishing and pausing wait for it, other events do not.
const CLAIM = `
  SELECT event.id, event.external_id AS "externalId", event.body, endpoint.node_id AS "nodeId",
    workflow.id AS "workflowId", workflow.name AS "workflowName", workflow.status::text AS status,
    workflow.published_version_id AS "versionId",
    CASE WHEN endpoint.kind IN ('record', 'threshold') THEN 'title' ELSE trigger.config->>'subjectField' END AS "subjectField",
    trigger.config IS NOT NULL AS "hasTrigger", version.document #>> '{limits,perField,field}' AS "limitField"
  FROM event
  JOIN endpoint ON endpoint.id = event.endpoint_id
  JOIN workflow ON workflow.id = endpoint.workflow_id
  LEFT JOIN workflow_version version ON version.id = workflow.published_version_id
  LEFT JOIN LATERAL (
    SELECT node->'config' AS config FROM jsonb_array_elements(version.document->'nodes') node
    WHERE node->>'id' = endpoint.node_id
  ) trigger ON true
  WHERE event.id = $1::uuid AND event.routed_at IS NULL
  FOR UPDATE OF event SKIP LOCKED`;

async function routeEvent(tx: Tx, eventId: string): Promise<void> {
  const [event] = await tx.query<EventRow>(CLAIM, [eventId]);
  if (!event || event.status === "paused") return;
  const refusal = refusalFor(event);
  await tx.query("UPDATE event SET routed_at = clock_timestamp(), note = $2 WHERE id = $1::uuid", [
    eventId,
    refusal ?? "",
  ]);
  if (refusal !== null) await recordRefusal(tx, event, refusal);
  else await startRun(tx, event);
  await failpoint("router.before-commit");
}

function refusalFor(event: EventRow): string | null {
  if (event.status === "archived") return "The workflow is archived.";
  if (event.status === "draft" || event.versionId === null) return "The workflow is not published.";
  return event.hasTrigger ? null : "The published version no longer has this trigger.";
}

async function startRun(tx: Tx, event: EventRow): Promise<void> {
  const subject = subjectOf(event);
  const key = concurrencyKey(event.workflowId, event.limitField, event.body);
  const [run] = await tx.query<{ id: string }>(
    `INSERT INTO run (organization_id, workflow_id, version_id, event_id, trigger_node_id, subject, concurrency_key)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5, $6, $7)
     ON CONFLICT (workflow_id, event_id, attempt) DO NOTHING RETURNING id`,
    [tx.organizationId, event.workflowId, event.versionId, event.id, event.nodeId, subject, key],
  );
  if (!run) return;
  appendAudit(tx, {
    actor: { kind: "workflow", id: event.workflowId, name: event.workflowName },
    verb: "run.started",
    object: { kind: "run", id: run.id, name: subject || event.workflowName },
    summary:
      subject === "" ? `Started “${event.workflowName}”` : `Started “${event.workflowName}” for ${subject}`,
    runId: run.id,
    workflowId: event.workflowId,
    workflowVersionId: event.versionId,
    nodeId: event.nodeId,
    eventId: event.id,
  });
  sendToEngine(tx, {
    name: runEventName(event.workflowId),
    data: { runId: run.id, organizationId: tx.organizationId },
    dedupeId: `run:${run.id}`,
  });
  tx.announce("runs", run.id);
}

async function recordRefusal(tx: Tx, event: EventRow, why: string): Promise<void> {
  appendAudit(tx, {
    actor: { kind: "system", name: "Intake" },
    verb: "event.refused",
    object: { kind: "event", id: event.id, name: event.externalId },
    summary: `An event for “${event.workflowName}” started nothing`,
    why,
    workflowId: event.workflowId,
    eventId: event.id,
  });
  wakeCaller(tx, event.id);
  tx.announce("runs");
}

/** Who or what the run is about: the field that the trigger names, as text. */
function subjectOf({ subjectField, body }: EventRow): string {
  if (!subjectField || !Object.hasOwn(body, subjectField)) return "";
  return toText(body[subjectField]).slice(0, LONGEST_SUBJECT);
}
