import type { Tx } from "@/server/db/tx";

/** How far back, in hours, and the length of a bar in minutes: 60 and 96 bars. */
export const SPANS = { "1": 1, "24": 15 } as const;
export type Span = keyof typeof SPANS;

/** Connections shown: those with the most to wait. */
const MOST = 12;

export type QueueHistory = {
  /** When the first bar begins, and how long each is. */
  from: Date;
  bars: number;
  minutes: number;
  connections: { id: string; name: string; points: QueuePoint[] }[];
};
/** A bar in which something waited, counted from 0: the most that did, and how long the oldest had. */
export type QueuePoint = { bar: number; queued: number; oldestSeconds: number };

const HISTORY = `
  WITH bar AS (
    SELECT connection_id, floor(extract(epoch FROM at - $1::timestamptz) / ($2::int * 60))::int AS bar,
      max(queued) AS queued, max(oldest_seconds) AS "oldestSeconds"
    FROM queue_sample WHERE at >= $1::timestamptz
    GROUP BY 1, 2
  ), shown AS (SELECT connection_id FROM bar GROUP BY 1 ORDER BY max(queued) DESC, 1 LIMIT ${MOST})
  SELECT connection.id, connection.name, bar.bar, bar.queued, bar."oldestSeconds"
  FROM shown JOIN bar USING (connection_id) JOIN connection ON connection.id = bar.connection_id
  ORDER BY connection.name, connection.id, bar.bar`;

/** What waited for each connection, of late. A connection for which nothing waited is left out. */
export async function readQueueHistory(tx: Tx, span: Span, now = new Date()): Promise<QueueHistory> {
  const minutes = SPANS[span];
  const bars = (Number(span) * 60) / minutes;
  const length = minutes * 60_000;
  const from = new Date((Math.floor(now.getTime() / length) - bars + 1) * length);
  const rows = await tx.query<QueuePoint & { id: string; name: string }>(HISTORY, [from, minutes]);
  const connections = new Map<string, QueueHistory["connections"][number]>();
  for (const { id, name, ...point } of rows) {
    const known = connections.get(id) ?? { id, name, points: [] };
    connections.set(id, known);
    known.points.push(point);
  }
  return { from, bars, minutes, connections: [...connections.values()] };
}
