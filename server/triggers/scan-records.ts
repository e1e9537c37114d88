import type { Tx } from "@/server/db/tx";
import { crossedBy, crossingOf } from "@/workflow/time/threshold";
import { DAY_MS } from "@/workflow/time/zone";
import type { ScanPosition } from "./cursor";
import type { ThresholdRule } from "./rule";
import type { DatedRecord } from "./threshold-event";

/** One transaction's worth. */
export const BATCH = 500;

type Found = DatedRecord & { at: Date };

// Only comparisons of plain columns: they may use the index under row-level security (see the notes in README.md).
const PAGE = `
  SELECT record.id, record.version, record.data, collection.title_field AS "titleField", dated.at
  FROM record_date dated
  JOIN record ON record.id = dated.record_id
  JOIN collection ON collection.id = dated.collection_id
  WHERE dated.collection_id = $1::uuid AND dated.field = $2 AND dated.whole_day = $3
    AND dated.at >= $4::timestamptz AND dated.at < $5::timestamptz
    AND (dated.at, dated.record_id) > ($6::timestamptz, $7::uuid)
  ORDER BY dated.at, dated.record_id LIMIT ${BATCH}`;

const FIRST_ID = "00000000-0000-0000-0000-000000000000";

/**
 * The next records whose date is crossed after `from`, up to and with the end of the scan; and where the scan
 * goes on, null when it has come to its end.
 */
export async function scanRecords(
  tx: Tx,
  rule: ThresholdRule,
  from: Date,
  scan: ScanPosition,
): Promise<{ records: DatedRecord[]; next: ScanPosition | null }> {
  const { wholeDay, after } = scan;
  const low = beginningAfter(rule, from, wholeDay);
  const high = beginningAfter(rule, new Date(scan.until), wholeDay);
  const records = await tx.query<Found>(PAGE, [
    rule.collectionId,
    rule.field,
    wholeDay,
    low.toISOString(),
    high.toISOString(),
    after?.at ?? new Date(low.getTime() - 1).toISOString(),
    after?.recordId ?? FIRST_ID,
  ]);
  const last = records.at(-1);
  if (last && records.length === BATCH) {
    return { records, next: { ...scan, after: { at: last.at.toISOString(), recordId: last.id } } };
  }
  return { records, next: wholeDay ? { ...scan, wholeDay: false, after: null } : null };
}

/** When the next date is crossed after a moment; null when none is known. */
export async function nextCrossing(tx: Tx, rule: ThresholdRule, after: Date): Promise<Date | null> {
  const crossings: number[] = [];
  for (const wholeDay of [true, false]) {
    const [next] = await tx.query<{ at: Date }>(
      `SELECT at FROM record_date
       WHERE collection_id = $1::uuid AND field = $2 AND whole_day = $3 AND at >= $4::timestamptz
       ORDER BY at LIMIT 1`,
      [rule.collectionId, rule.field, wholeDay, beginningAfter(rule, after, wholeDay).toISOString()],
    );
    if (!next) continue;
    const at = next.at.getTime();
    crossings.push(crossingOf(rule, wholeDay ? { kind: "day", day: at / DAY_MS } : { kind: "instant", at }));
  }
  return crossings.length === 0 ? null : new Date(Math.min(...crossings));
}

/** The earliest date, as the table keeps it, that is not crossed by a moment. */
function beginningAfter(rule: ThresholdRule, moment: Date, wholeDay: boolean): Date {
  const { day, before } = crossedBy(rule, moment.getTime());
  return new Date(wholeDay ? (day + 1) * DAY_MS : before);
}
