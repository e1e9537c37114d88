import { canonicalJson } from "@/server/canonical";
import type { RecordImage } from "@/server/connectors/collections/record-image";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { type ChangeOfRecord, eventOf, startsOn } from "@/workflow/nodes/1-trigger/record-change/change";
import { recordChangeDefinition } from "@/workflow/nodes/1-trigger/record-change/definition";
import { type Cause, raiseEvent } from "./raise-event";

/** A record as one write found and left it; `before` is null where there was none. */
export type WrittenRecord = { effectId: string; before: RecordImage | null; after: RecordImage };

type Listener = {
  endpointId: string;
  workflowId: string;
  workflowName: string;
  config: unknown;
  timeZone: string | null;
  causeRunId: string | null;
  causeWorkflowId: string | null;
  causeDepth: number | null;
  personId: string | null;
  isReversal: boolean;
};

// Paused workflows keep their events; archived ones are sent none. What the write comes from is read along.
const LISTENERS = `
  SELECT endpoint.id AS "endpointId", workflow.id AS "workflowId", workflow.name AS "workflowName", trigger.config,
    settings.time_zone AS "timeZone", run.id AS "causeRunId", run.workflow_id AS "causeWorkflowId",
    event.depth AS "causeDepth", effect.requested_by AS "personId",
    coalesce(effect.reversal_of IS NOT NULL, false) AS "isReversal"
  FROM endpoint
  JOIN workflow ON workflow.id = endpoint.workflow_id AND workflow.status IN ('live', 'paused')
  JOIN LATERAL (
    SELECT node->'config' AS config
    FROM workflow_version version, jsonb_array_elements(version.document->'nodes') node
    WHERE version.id = workflow.published_version_id AND node->>'id' = endpoint.node_id
  ) trigger ON true
  LEFT JOIN organization_settings settings ON settings.organization_id = endpoint.organization_id
  LEFT JOIN effect ON effect.id = $2::uuid
  LEFT JOIN run ON run.id = effect.run_id
  LEFT JOIN event ON event.id = run.event_id
  WHERE endpoint.collection_id = $1::uuid
  ORDER BY endpoint.id`;

/**
 * Raises an event for every trigger that a write of a record fires, in the write's own transaction: nothing is
 * missed and nothing doubled. Call it only where the collection is listened to (see `readCollection`).
 */
export async function raiseRecordChange(tx: Tx, written: WrittenRecord): Promise<void> {
  const change = describeChange(written);
  if (change === null) return;
  const { effectId, after } = written;
  const now = new Date();
  for (const listener of await tx.query<Listener>(LISTENERS, [after.collectionId, effectId])) {
    const config = recordChangeDefinition.config.safeParse(listener.config);
    if (!config.success || config.data.collectionId !== after.collectionId) continue;
    if (listener.isReversal && !config.data.onReversals) continue;
    if (listener.causeWorkflowId === listener.workflowId && !config.data.onOwnChanges) continue;
    const formatting = { locale: "en", timeZone: listener.timeZone ?? "UTC", currency: "" };
    if (!startsOn(config.data, change, { now, formatting })) continue;
    await raiseEvent(tx, {
      endpointId: listener.endpointId,
      workflow: { id: listener.workflowId, name: listener.workflowName },
      externalId: `${after.id}@${after.version}`,
      body: eventOf(change),
      cause: causeOf(listener),
    });
  }
}

function causeOf({ causeRunId, causeDepth, personId }: Listener): Cause {
  return causeRunId === null ? { personId } : { runId: causeRunId, depth: causeDepth ?? 0 };
}

/** What a write came to; null when it left everything as it was, which is no change. */
function describeChange({ before, after }: WrittenRecord): ChangeOfRecord | null {
  const { id, version, title } = after;
  const was = before === null || before.deleted ? null : before.data;
  const is = after.deleted ? null : after.data;
  const changed = changedFields(was ?? {}, is ?? {});
  if (was !== null && is !== null && changed.length === 0) return null;
  return { id, version, title, before: was, after: is, changed };
}

function changedFields(was: JsonObject, is: JsonObject): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (key) => canonicalJson(was[key] ?? null) !== canonicalJson(is[key] ?? null),
  );
}
