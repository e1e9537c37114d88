import type { Tx } from "@/server/db/tx";
import { type Cursor, moveCursor, reachOf } from "./cursor";
import { keepEvents } from "./keep-events";
import type { ThresholdRule } from "./rule";
import { nextCrossing, scanRecords } from "./scan-records";
import { thresholdEvent } from "./threshold-event";

/**
 * Fires a threshold for the dates that were crossed since it was looked at, a batch at a time: a cursor with more
 * to do stays due, and remembers where it stands. However long nobody looked, each record is found once.
 */
export async function fireThreshold(tx: Tx, cursor: Cursor<ThresholdRule>): Promise<void> {
  const { rule, scannedUntil, now } = cursor;
  const reach = reachOf(cursor);
  if (!cursor.scan && reach.getTime() === scannedUntil.getTime()) return settle(tx, cursor, reach);
  const scan = cursor.scan ?? { until: reach.toISOString(), wholeDay: true, after: null };
  const { records, next } = await scanRecords(tx, rule, scannedUntil, scan);
  const events = records.flatMap((record) => thresholdEvent(rule, record, now) ?? []);
  keepEvents(tx, cursor.endpointId, events);
  if (!next) return settle(tx, cursor, new Date(scan.until));
  tx.send("UPDATE trigger_cursor SET scan = $2::jsonb WHERE id = $1::uuid", [
    cursor.id,
    JSON.stringify(next),
  ]);
}

async function settle(tx: Tx, cursor: Cursor<ThresholdRule>, until: Date): Promise<void> {
  moveCursor(tx, cursor, until, await nextCrossing(tx, cursor.rule, until));
}
