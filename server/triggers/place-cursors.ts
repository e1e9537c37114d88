import type { WorkflowStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import { tellEngine } from "@/server/workflows/publish-channel";
import { readGraph } from "@/server/workflows/read-graph";
import type { Graph } from "@/workflow/graph/schema";
import { ruleOf, sameRule, type TriggerRule } from "./rule";

/** Before any moment that a date of a record may be about. */
const BEGINNING = new Date("1900-01-01T00:00:00Z");

type WorkflowRow = { status: WorkflowStatus; document: unknown; timeZone: string };
type OpenCursor = { id: string; endpointId: string; rule: TriggerRule };

/**
 * Makes the cursors of a workflow's triggers of time agree with what is published. A rule that stands keeps its
 * cursor, so that publishing neither repeats nor skips anything; a changed one counts from now on, and what came
 * due before by the old one is still fired. An archived workflow's rules end. Call it in the transaction that
 * publishes, archives or resumes, or changes the organization's time zone.
 */
export async function placeCursors(tx: Tx, workflowId: string): Promise<void> {
  const wanted = await wantedRules(tx, workflowId);
  const standing = await tx.query<OpenCursor>(
    `SELECT cursor.id, cursor.endpoint_id AS "endpointId", cursor.rule
     FROM trigger_cursor cursor JOIN endpoint ON endpoint.id = cursor.endpoint_id
     WHERE endpoint.workflow_id = $1::uuid AND cursor.ends_at IS NULL
     ORDER BY cursor.id FOR UPDATE OF cursor`,
    [workflowId],
  );
  const kept = new Set<string>();
  for (const cursor of standing) {
    const rule = wanted.get(cursor.endpointId);
    if (rule && sameRule(rule, cursor.rule)) kept.add(cursor.endpointId);
    else endCursor(tx, cursor.id);
  }
  for (const [endpointId, rule] of wanted) if (!kept.has(endpointId)) openCursor(tx, endpointId, rule);
}

/** The same for every workflow that time may fire: the organization's clock is another now. */
export async function placeAllCursors(tx: Tx): Promise<void> {
  const workflows = await tx.query<{ id: string }>(
    `SELECT id FROM workflow WHERE status <> 'draft'
       AND id IN (SELECT workflow_id FROM endpoint WHERE kind IN ('schedule', 'threshold'))
     ORDER BY id FOR UPDATE`,
  );
  for (const { id } of workflows) {
    await placeCursors(tx, id);
    tellEngine(tx, id);
  }
}

/** By endpoint. */
async function wantedRules(tx: Tx, workflowId: string): Promise<Map<string, TriggerRule>> {
  const wanted = new Map<string, TriggerRule>();
  const [workflow] = await tx.query<WorkflowRow>(
    `SELECT workflow.status::text AS status, version.document, coalesce(settings.time_zone, 'UTC') AS "timeZone"
     FROM workflow JOIN workflow_version version ON version.id = workflow.published_version_id
     LEFT JOIN organization_settings settings ON settings.organization_id = workflow.organization_id
     WHERE workflow.id = $1::uuid`,
    [workflowId],
  );
  if (workflow?.status !== "live" && workflow?.status !== "paused") return wanted;
  const graph: Graph = readGraph(workflow.document);
  const endpoints = await tx.query<{ id: string; nodeId: string }>(
    `SELECT id, node_id AS "nodeId" FROM endpoint
     WHERE workflow_id = $1::uuid AND kind IN ('schedule', 'threshold')`,
    [workflowId],
  );
  for (const { id, nodeId } of endpoints) {
    const node = graph.nodes.find((each) => each.id === nodeId);
    const rule = node && ruleOf(node, workflow.timeZone);
    if (rule) wanted.set(id, rule);
  }
  return wanted;
}

function openCursor(tx: Tx, endpointId: string, rule: TriggerRule): void {
  const since = rule.kind === "threshold" && rule.past ? BEGINNING.toISOString() : null;
  // Due at once: looking for the first time finds out when it really is.
  tx.send(
    `INSERT INTO trigger_cursor (organization_id, endpoint_id, rule, starts_at, scanned_until, due_at)
     SELECT $1::uuid, $2::uuid, $3::jsonb, start.at, start.at, start.now
     FROM (SELECT coalesce($4::timestamptz, date_trunc('milliseconds', now)) AS at, now FROM engine.now() now) start`,
    [tx.organizationId, endpointId, JSON.stringify(rule), since],
  );
}

/** It fires what came due until now, and is gone then. */
function endCursor(tx: Tx, id: string): void {
  tx.send(
    `UPDATE trigger_cursor SET ends_at = date_trunc('milliseconds', now), due_at = now
     FROM engine.now() now WHERE id = $1::uuid`,
    [id],
  );
}
