import { circuitCause, noteOver, openIncident } from "@/server/alerts/incident";
import { appendAudit, SYSTEM } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";

/** Failures in a row after which nothing more is sent until a probe succeeds. */
const OPENS_AFTER = 3;
/** How long a probe may take before another may try. */
const PROBE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 60;

/** How long what waits while all sending is stopped waits before it looks again; resuming does not wait for that. */
const STOPPED_SECONDS = 30;

/** In a SELECT from `connection`: "stopped" while the organization sends nothing at all. */
export const CIRCUIT = `CASE WHEN EXISTS (SELECT 1 FROM organization_settings WHERE sending_stopped_at IS NOT NULL)
  THEN 'stopped' ELSE circuit END AS circuit`;

type Row = { name: string; circuit: string; probeAt: Date | null; due: boolean; lookAgainAt: Date };

export type Passage =
  | { passes: true }
  /** `until`: when the next probe is due. */
  | { passes: false; until: Date; why: string };

/**
 * Whether something may be sent over a connection now. Nothing may while all sending is stopped. While the circuit is open one action at a time goes
 * through as a probe, when it is due; the others wait.
 */
export async function passCircuit(
  tx: Tx,
  connectionId: string,
  /** "look" only asks; "take" also takes the place of the probe. */
  mode: "look" | "take",
): Promise<Passage> {
  const read = (lock: string) =>
    tx.query<Row>(
      `SELECT name, ${CIRCUIT}, probe_at AS "probeAt", coalesce(probe_at <= clock_timestamp(), true) AS due,
         clock_timestamp() + interval '${STOPPED_SECONDS} seconds' AS "lookAgainAt"
       FROM connection WHERE id = $1::uuid ${lock}`,
      [connectionId],
    );
  const [seen] = await read("");
  if (seen?.circuit === "stopped") {
    return {
      passes: false,
      until: seen.lookAgainAt,
      why: "All sending is stopped; it goes out once that is over.",
    };
  }
  if (!seen || seen.circuit === "closed" || (mode === "look" && seen.due)) return { passes: true };
  const [row] = await read("FOR UPDATE");
  if (!row || row.circuit === "closed") return { passes: true };
  if (!row.due && row.probeAt)
    return { passes: false, until: row.probeAt, why: `Waits until “${row.name}” is back.` };
  await tx.query(
    `UPDATE connection SET circuit = 'half-open', probe_at = clock_timestamp() + interval '${PROBE_SECONDS} seconds' WHERE id = $1::uuid`,
    [connectionId],
  );
  return { passes: true };
}

/** Remembers that the system answered. @returns whether that closed the circuit: its queue may drain */
export async function noteAnswer(tx: Tx, connectionId: string): Promise<boolean> {
  // One write in ten seconds is enough to say when it last answered; the row is shared by all senders.
  const [row] = await tx.query<{ name: string; was: string }>(
    `UPDATE connection SET circuit = 'closed', failures = 0, failing_since = NULL, probe_at = NULL, last_error = '',
       last_success_at = clock_timestamp()
     FROM (SELECT id, circuit AS was FROM connection WHERE id = $1::uuid
             AND (circuit <> 'closed' OR failures > 0 OR last_success_at IS NULL
               OR last_success_at < clock_timestamp() - interval '10 seconds') FOR UPDATE) standing
     WHERE connection.id = standing.id RETURNING connection.name, standing.was`,
    [connectionId],
  );
  if (!row || row.was === "closed") return false;
  appendAudit(tx, {
    actor: SYSTEM,
    verb: "circuit.closed",
    object: { kind: "connection", id: connectionId, name: row.name },
    summary: `“${row.name}” answers again; what is queued goes out`,
  });
  noteOver(tx, circuitCause(connectionId));
  tx.announce("operations");
  return true;
}

/**
 * Remembers that the system could not be reached.
 * @param options.atOnce one failure is enough to open the circuit
 * @param options.onlyProbe nothing certain is known: counts only where it was a probe
 * @returns when the next probe is due, or null while the circuit is still closed
 */
export async function noteOutage(
  tx: Tx,
  connectionId: string,
  error: string,
  options: { atOnce?: boolean; onlyProbe?: boolean } = {},
): Promise<Date | null> {
  const [row] = await tx.query<{ name: string; was: string; circuit: string; probeAt: Date | null }>(
    `UPDATE connection SET failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
       last_error = $2, circuit = CASE WHEN opens THEN 'open' ELSE 'closed' END,
       probe_at = CASE WHEN opens THEN clock_timestamp()
         + least(${LONGEST_PAUSE_SECONDS}, 2 ^ least(failures + 1, 10)) * (0.8 + 0.4 * random()) * interval '1 second' END
     FROM (SELECT id, circuit AS was, circuit <> 'closed' OR $3 OR failures + 1 >= ${OPENS_AFTER} AS opens
           FROM connection WHERE id = $1::uuid AND (NOT $4 OR circuit <> 'closed') FOR UPDATE) standing
     WHERE connection.id = standing.id
     RETURNING connection.name, standing.was, connection.circuit, connection.probe_at AS "probeAt"`,
    [connectionId, error, options.atOnce ?? false, options.onlyProbe ?? false],
  );
  if (!row) return null;
  if (row.was === "closed" && row.circuit === "open") {
    appendAudit(tx, {
      actor: SYSTEM,
      verb: "circuit.opened",
      object: { kind: "connection", id: connectionId, name: row.name },
      summary: `“${row.name}” cannot be reached; its actions queue until it is back`,
      why: error,
    });
    await openIncident(tx, {
      cause: circuitCause(connectionId),
      connectionId,
      title: `“${row.name}” cannot be reached`,
      detail: `${error} Its actions queue and go out by themselves once it is back.`,
    });
  }
  tx.announce("operations");
  return row.probeAt;
}
