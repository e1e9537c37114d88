import { formatDistance, formatDistanceStrict } from "date-fns";
import { connectorOf } from "@/server/connectors/registry";
import type { Tx } from "@/server/db/tx";
import { readStoppedChains, type StoppedChain } from "@/server/triggers/stopped-chains";

export type ConnectionHealth = {
  id: string;
  name: string;
  connector: string;
  connectorLabel: string;
  /** "closed" sends, "open" waits for the next probe, "half-open" is trying one. */
  circuit: string;
  /** How it is, in words. */
  sentence: string;
  queued: number;
  oldestQueuedAt: Date | null;
  failingSince: Date | null;
  probeAt: Date | null;
  lastSuccessAt: Date | null;
  /** Actions a second at which its queue goes out, while it does; null when nothing holds them back. */
  pace: number | null;
  /** When the next one may go out, where that is not at once. */
  slotAt: Date | null;
};

type Row = Omit<ConnectionHealth, "connectorLabel" | "sentence" | "queued"> & {
  lastError: string;
  queued: string;
};

export type Health = {
  connections: ConnectionHealth[];
  held: number;
  stuck: number;
  unrouted: string | null;
  stoppedChains: StoppedChain[];
};

/**
 * How every connection is and what waits for it, how many actions wait for a person, events to become runs, and
 * which chains were stopped.
 */
export async function readHealth(tx: Tx, now = new Date()): Promise<Health> {
  const rows = await tx.query<Row>(
    `SELECT connection.id, connection.name, connection.connector, connection.circuit, connection.last_error AS "lastError",
       connection.failing_since AS "failingSince", connection.probe_at AS "probeAt",
       connection.last_success_at AS "lastSuccessAt", connection.pace, connection.slot_at AS "slotAt", count(effect.id)::text AS queued,
       min(effect.created_at) AS "oldestQueuedAt"
     FROM connection LEFT JOIN effect ON effect.open AND effect.connection_id = connection.id AND effect.state = 'queued'
     GROUP BY connection.id ORDER BY (connection.circuit = 'closed'), connection.name`,
  );
  const [counts] = await tx.query<{ held: number; stuck: number }>(
    `SELECT (count(*) FILTER (WHERE state = 'held'))::int AS held, (count(*) FILTER (WHERE state <> 'held'))::int AS stuck
     FROM effect WHERE open AND (state IN ('held', 'blocked', 'mismatch', 'missing')
       OR (state = 'unknown' AND next_attempt_at IS NULL))`,
  );
  return {
    connections: rows.map(({ lastError, queued, ...row }) => ({
      ...row,
      connectorLabel: connectorOf(row.connector)?.label ?? row.connector,
      queued: Number(queued),
      sentence: sentenceOf({ ...row, lastError, queued }, now),
    })),
    held: counts?.held ?? 0,
    stuck: counts?.stuck ?? 0,
    unrouted: await unroutedSentence(tx),
    stoppedChains: await readStoppedChains(tx),
  };
}

/** What intake kept and nobody routed yet, in words; null when nothing waits. Paused workflows' events wait on purpose. */
async function unroutedSentence(tx: Tx): Promise<string | null> {
  const [waiting] = await tx.query<{ count: number; seconds: number | null }>(
    `SELECT count(*)::int AS count,
       extract(epoch FROM clock_timestamp() - min(event.received_at))::float8 AS seconds
     FROM event JOIN endpoint ON endpoint.id = event.endpoint_id LEFT JOIN workflow ON workflow.id = endpoint.workflow_id
     WHERE event.routed_at IS NULL AND event.quarantined_at IS NULL AND workflow.status IS DISTINCT FROM 'paused'`,
  );
  if (!waiting?.count) return null;
  const seconds = Math.round(waiting.seconds ?? 0);
  const since = seconds < 120 ? `${seconds} s` : formatDistanceStrict(0, seconds * 1000);
  return waiting.count === 1
    ? `1 event waits to be routed, for ${since}.`
    : `${waiting.count.toLocaleString("en")} events wait to be routed, the oldest for ${since}.`;
}

function sentenceOf(row: Row, now: Date): string {
  const {
    name,
    circuit,
    queued,
    oldestQueuedAt,
    failingSince,
    probeAt,
    lastSuccessAt,
    lastError,
    pace,
    slotAt,
  } = row;
  const ago = (moment: Date) => formatDistance(moment, now, { addSuffix: true });
  const count = Number(queued);
  const waiting =
    count === 0 || !oldestQueuedAt
      ? ""
      : ` ${count} ${count === 1 ? "action waits" : "actions wait"}, the oldest for ${formatDistance(oldestQueuedAt, now)}.`;
  if (circuit !== "closed") {
    const long = failingSince ? ` for ${formatDistance(failingSince, now)}` : "";
    const next = probeAt && probeAt > now ? ` It is tried again ${ago(probeAt)}.` : " It is being tried now.";
    return `“${name}” has been down${long}: ${lastError}${waiting}${next}`;
  }
  if (slotAt && slotAt.getTime() > now.getTime() + 2_000) {
    return `“${name}” asked to be left alone for a while.${waiting} It goes on ${ago(slotAt)}.`;
  }
  if (pace !== null && count > 0) {
    return `“${name}” answers again.${waiting} They go out ${paceInWords(pace)}, faster as long as that goes well.`;
  }
  const last = lastSuccessAt ? ` It last answered ${ago(lastSuccessAt)}.` : " Nothing was sent over it yet.";
  return `“${name}” works.${last}${waiting}`;
}

function paceInWords(pace: number): string {
  return pace < 1 ? `one every ${Math.round(1 / pace)} seconds` : `${Math.round(pace)} a second`;
}
