import { appendAudit } from "@/server/audit/append";
import type { EndpointKind, WorkflowStatus } from "@/server/db/generated/enums";
import { inOrganizationFast } from "@/server/db/in-organization";
import { runEventName, sendToEngine } from "@/server/db/outbox";
import { rowId } from "@/server/db/row-id";
import type { Tx } from "@/server/db/tx";
import { failpoint } from "@/server/failpoints/failpoint";
import { reportError } from "@/server/report-error";
import { toText } from "@/workflow/expressions/convert";
import type { JsonObject } from "@/workflow/json";
import { wakeAwaiting } from "./awaited-event";
import { wakeCaller } from "./caller";
import { concurrencyKey } from "./concurrency-key";
import { graphOf } from "./plan-cache";
import { putEventAside } from "./quarantine-event";
import { routeReport } from "./route-report";
import { findWaitingEvents, type Lap, newLap } from "./waiting-events";

const LONGEST_SUBJECT = 200;

/** `passOver`: whose events are left to others. */
type Round = { lap: Lap; passOver: (organizationId: string) => boolean };

const OF_ALL: Round = { lap: newLap(), passOver: () => false };

/**
 * Makes runs of the events that wait, and takes reports to what was sent. Any number of workers may do so at once: an event is claimed with its
 * row, and one event makes one run per workflow, for ever. What an organization has in a batch is one transaction.
 * @returns how many events were looked at, and whether there may be more
 */
export async function routeEvents({
  lap,
  passOver,
}: Round = OF_ALL): Promise<{ looked: number; full: boolean }> {
  const { events, more } = await findWaitingEvents(lap, passOver);
  const byOrganization = new Map<string, string[]>();
  for (const { id, organizationId, isReport } of events)
    if (!isReport) byOrganization.set(organizationId, [...(byOrganization.get(organizationId) ?? []), id]);
  // Those with little first: a flood delays itself alone.
  for (const [organizationId, ids] of [...byOrganization].sort(([, a], [, b]) => a.length - b.length))
    await routeTogether(organizationId, ids);
  // Each by itself: it locks the run of the email that it is about.
  for (const { id, organizationId } of events.filter(({ isReport }) => isReport))
    await routeReport(organizationId, id).catch((error: unknown) => putAside(organizationId, id, error));
  return { looked: events.length, full: more };
}

/** Together; where that fails, each on its own, to find the one that cannot be routed. */
async function routeTogether(organizationId: string, eventIds: readonly string[]): Promise<void> {
  try {
    await inOrganizationFast(organizationId, (tx) => routeAll(tx, eventIds));
    await failpoint("router.after-commit");
  } catch (error) {
    const [eventId, another] = eventIds;
    if (eventId === undefined) return;
    if (another !== undefined) {
      for (const each of eventIds) await routeTogether(organizationId, [each]);
      return;
    }
    await putAside(organizationId, eventId, error);
  }
}

async function putAside(organizationId: string, eventId: string, error: unknown): Promise<void> {
  reportError(error);
  await inOrganizationFast(organizationId, (tx) => putEventAside(tx, eventId)).catch(reportError);
}

type EventRow = {
  id: string;
  externalId: string;
  body: JsonObject;
  kind: EndpointKind;
  nodeId: string;
  workflowId: string;
  workflowName: string;
  status: WorkflowStatus;
  versionId: string | null;
  /** A node of some run waits for events at its address. */
  awaited: boolean;
};

/** An event that starts a run. */
type Start = {
  event: EventRow;
  runId: string;
  versionId: string;
  subject: string;
  /** See concurrency-key. */
  key: string;
};

// The workflow's row is shared, not taken: publishing and pausing wait for it, other events do not.
const CLAIM = `
  SELECT event.id, event.external_id AS "externalId", event.body, endpoint.kind::text AS kind, endpoint.node_id AS "nodeId",
    workflow.id AS "workflowId", workflow.name AS "workflowName", workflow.status::text AS status,
    workflow.published_version_id AS "versionId",
    EXISTS (SELECT 1 FROM awaited_event awaited WHERE awaited.endpoint_id = event.endpoint_id) AS awaited
  FROM event
  JOIN endpoint ON endpoint.id = event.endpoint_id
  JOIN workflow ON workflow.id = endpoint.workflow_id
  WHERE event.id = ANY($1::uuid[]) AND event.routed_at IS NULL
  ORDER BY event.received_at
  FOR UPDATE OF event SKIP LOCKED`;

const ROUTED = "UPDATE event SET routed_at = clock_timestamp(), note = $2 WHERE id = ANY($1::uuid[])";

async function routeAll(tx: Tx, eventIds: readonly string[]): Promise<void> {
  const rows = await tx.query<EventRow>(CLAIM, [eventIds]);
  const starts: Start[] = [];
  const awaited = rows.filter((event) => event.awaited && event.status !== "paused").map(({ id }) => id);
  if (awaited.length > 0) await wakeAwaiting(tx, awaited);
  for (const event of rows) {
    if (event.status === "paused") continue;
    const found = await startOf(tx.organizationId, event);
    if ("refusal" in found) {
      tx.send(ROUTED, [[event.id], found.refusal]);
      recordRefusal(tx, event, found.refusal);
    } else starts.push(found);
  }
  if (starts.length > 0) await startRuns(tx, starts);
  await failpoint("router.before-commit");
}

async function startOf(organizationId: string, event: EventRow): Promise<Start | { refusal: string }> {
  const { status, versionId } = event;
  if (status === "archived") return { refusal: "The workflow is archived." };
  if (status === "draft" || versionId === null) return { refusal: "The workflow is not published." };
  const { nodes, limits } = await graphOf(organizationId, versionId);
  const trigger = nodes.find(({ id }) => id === event.nodeId);
  if (!trigger) return { refusal: "The published version no longer has this trigger." };
  const limitField = limits?.perField?.field ?? null;
  return {
    event,
    runId: rowId(),
    versionId,
    subject: subjectOf(event, trigger.config.subjectField),
    key: concurrencyKey(event.workflowId, limitField, event.body),
  };
}

const INSERT = `
  INSERT INTO run (organization_id, id, workflow_id, version_id, event_id, trigger_node_id, subject, concurrency_key)
  SELECT $1::uuid, * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[])
  ON CONFLICT (workflow_id, event_id, attempt) DO NOTHING RETURNING id`;

async function startRuns(tx: Tx, starts: readonly Start[]): Promise<void> {
  tx.send(ROUTED, [starts.map(({ event }) => event.id), ""]);
  const inserted = await tx.query<{ id: string }>(INSERT, [
    tx.organizationId,
    starts.map(({ runId }) => runId),
    starts.map(({ event }) => event.workflowId),
    starts.map(({ versionId }) => versionId),
    starts.map(({ event }) => event.id),
    starts.map(({ event }) => event.nodeId),
    starts.map(({ subject }) => subject),
    starts.map(({ key }) => key),
  ]);
  const started = new Set(inserted.map(({ id }) => id));
  for (const start of starts) if (started.has(start.runId)) tellOfStart(tx, start);
}

function tellOfStart(tx: Tx, { event, runId, versionId, subject }: Start): void {
  appendAudit(tx, {
    actor: { kind: "workflow", id: event.workflowId, name: event.workflowName },
    verb: "run.started",
    object: { kind: "run", id: runId, name: subject || event.workflowName },
    summary:
      subject === "" ? `Started “${event.workflowName}”` : `Started “${event.workflowName}” for ${subject}`,
    runId,
    workflowId: event.workflowId,
    workflowVersionId: versionId,
    nodeId: event.nodeId,
    eventId: event.id,
  });
  sendToEngine(tx, {
    name: runEventName(event.workflowId),
    data: { runId, organizationId: tx.organizationId },
    dedupeId: `run:${runId}`,
  });
  tx.announce("runs", runId);
}

function recordRefusal(tx: Tx, event: EventRow, why: string): void {
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
function subjectOf({ kind, body }: EventRow, named: unknown): string {
  const field = kind === "record" || kind === "threshold" ? "title" : named;
  if (typeof field !== "string" || !Object.hasOwn(body, field)) return "";
  return toText(body[field]).slice(0, LONGEST_SUBJECT);
}
