import type { Tx } from "@/server/db/tx";
import { nextOccurrence, occurrencesBetween, type Schedule } from "@/workflow/time/schedule";
import { localText } from "@/workflow/time/zone";
import { type Cursor, moveCursor, reachOf } from "./cursor";
import { keepEvents, type TimedEvent } from "./keep-events";

/**
 * Fires a schedule for what came due since it was looked at. After a pause of the machine that is one event, for
 * the latest time, which says how many were missed before it.
 */
export function fireSchedule(tx: Tx, cursor: Cursor<Schedule>): void {
  const { rule, scannedUntil } = cursor;
  const until = reachOf(cursor);
  const due = occurrencesBetween(rule, scannedUntil, until);
  if (due) keepEvents(tx, cursor.endpointId, [scheduleEvent(rule, due.latest, due.count - 1)]);
  moveCursor(tx, cursor, until, nextOccurrence(rule, until));
}

/** The event of one of a schedule's times. */
export function scheduleEvent({ timeZone }: Schedule, time: Date, missed: number): TimedEvent {
  const scheduledFor = localText(timeZone, time.getTime());
  return { externalId: time.toISOString(), body: { scheduledFor, missed } };
}
