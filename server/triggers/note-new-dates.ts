import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";
import { type Cursor, lockThresholds } from "./cursor";
import { keepEvents } from "./keep-events";
import type { ThresholdRule } from "./rule";
import { BATCH } from "./scan-records";
import { crossingOfRecord, type DatedRecord, thresholdEvent } from "./threshold-event";

/**
 * Tells the thresholds of dates that records got since: one that is still to come may be the next, one that comes
 * too late for its moment fires at once. Without this a record that is committed a moment after the scan passed
 * its date would be passed over for ever.
 * @returns whether any were found
 */
export async function noteNewDates(): Promise<boolean> {
  const { rows } = await pool("engine").query<{ organizationId: string }>(
    `SELECT DISTINCT organization_id AS "organizationId" FROM record_date WHERE fresh LIMIT 100`,
  );
  for (const { organizationId } of rows) await inOrganizationFast(organizationId, noteBatch);
  return rows.length > 0;
}

type Fresh = DatedRecord & { collectionId: string; field: string };

async function noteBatch(tx: Tx): Promise<void> {
  // First the cursors: a scan under way has ended then, and whether it saw these records no longer matters.
  const cursors = await lockThresholds(tx);
  const fresh = await tx.query<Fresh>(
    `UPDATE record_date dated SET fresh = false
     FROM (SELECT record_id, field FROM record_date WHERE fresh LIMIT ${BATCH} FOR UPDATE SKIP LOCKED) found,
       record, collection
     WHERE dated.record_id = found.record_id AND dated.field = found.field
       AND record.id = dated.record_id AND collection.id = dated.collection_id
     RETURNING record.id, record.version, record.data, collection.title_field AS "titleField",
       dated.collection_id AS "collectionId", dated.field`,
  );
  for (const cursor of cursors) {
    if (cursor.rule.kind === "threshold") tell(tx, { ...cursor, rule: cursor.rule }, fresh);
  }
}

function tell(tx: Tx, cursor: Cursor<ThresholdRule>, fresh: readonly Fresh[]): void {
  const { rule, startsAt, scannedUntil, scan, now } = cursor;
  // What a scan under way has gone past may be behind it already; that it fires twice its id prevents.
  const passed = scan ? Date.parse(scan.until) : scannedUntil.getTime();
  const watched = fresh.filter(
    (each) => each.collectionId === rule.collectionId && each.field === rule.field,
  );
  const late: DatedRecord[] = [];
  let next = Number.POSITIVE_INFINITY;
  for (const record of watched) {
    const crossing = crossingOfRecord(rule, record);
    if (crossing === null || crossing <= startsAt.getTime()) continue;
    if (crossing <= passed) late.push(record);
    else next = Math.min(next, crossing);
  }
  keepEvents(
    tx,
    cursor.endpointId,
    late.flatMap((record) => thresholdEvent(rule, record, now) ?? []),
  );
  if (!Number.isFinite(next)) return;
  tx.send("UPDATE trigger_cursor SET due_at = least(due_at, $2::timestamptz) WHERE id = $1::uuid", [
    cursor.id,
    new Date(next).toISOString(),
  ]);
}
