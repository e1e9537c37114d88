import type { Tx } from "@/server/db/tx";
import type { TriggerRule } from "./rule";

/** Up to which moment one rule of a trigger has fired. */
export type Cursor<Rule = TriggerRule> = {
  id: string;
  endpointId: string;
  rule: Rule;
  startsAt: Date;
  /** Everything due up to here was fired. */
  scannedUntil: Date;
  scan: ScanPosition | null;
  endsAt: Date | null;
  /** The database's clock, the only one that counts here. */
  now: Date;
};

/** Where a scan over many records stands: what comes up to and with this place was looked at. */
export type ScanPosition = {
  /** The moment up to which the scan goes; later ones are the next scan's. */
  until: string;
  /** Whole days are gone through first, then instants. */
  wholeDay: boolean;
  after: { at: string; recordId: string } | null;
};

const COLUMNS = `id, endpoint_id AS "endpointId", rule, starts_at AS "startsAt", scanned_until AS "scannedUntil", scan,
  ends_at AS "endsAt", engine.now() AS now`;

/** Takes a cursor that is due, unless another worker has it. */
export async function claimCursor(tx: Tx, id: string): Promise<Cursor | null> {
  const [cursor] = await tx.query<Cursor>(
    `SELECT ${COLUMNS} FROM trigger_cursor WHERE id = $1::uuid AND due_at <= engine.now() FOR UPDATE SKIP LOCKED`,
    [id],
  );
  return cursor ?? null;
}

/** Takes all cursors of the organization's thresholds, and waits for those that others have. */
export function lockThresholds(tx: Tx): Promise<Cursor[]> {
  return tx.query<Cursor>(
    `SELECT ${COLUMNS} FROM trigger_cursor WHERE rule->>'kind' = 'threshold' ORDER BY id FOR UPDATE`,
  );
}

/** Until when a cursor may fire now; never before what was fired already, though the clock may be set back. */
export function reachOf({ now, endsAt, scannedUntil }: Cursor<unknown>): Date {
  const end = Math.min(now.getTime(), endsAt?.getTime() ?? Number.POSITIVE_INFINITY);
  return new Date(Math.max(end, scannedUntil.getTime()));
}

/** Everything up to `until` was fired; `next` is when there is more. A cursor that has come to its end is gone. */
export function moveCursor(tx: Tx, cursor: Cursor<unknown>, until: Date, next: Date | null): void {
  if (cursor.endsAt && cursor.endsAt <= until) {
    tx.send("DELETE FROM trigger_cursor WHERE id = $1::uuid", [cursor.id]);
    return;
  }
  tx.send(
    `UPDATE trigger_cursor SET scanned_until = $2::timestamptz, scan = NULL, due_at = $3::timestamptz
     WHERE id = $1::uuid`,
    [cursor.id, until.toISOString(), next?.toISOString() ?? null],
  );
}
