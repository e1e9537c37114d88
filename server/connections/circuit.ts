import { circuitCause, noteOver, openIncident } from "@/server/alerts/incident";
import { appendAudit, SYSTEM } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { failpoint } from "@/server/failpoints/failpoint";
import { FIRST_PACE, FREE_PACE, PACE_GROWTH, type Slot, takeSlot } from "./pace";

/** Times in a row that a system was not reached, after which nothing more is sent until a probe succeeds. */
const OPENS_AFTER = 3;
/** Times in a row that it was reached and could not do it: more than one action is tried by itself, so no one opens it alone. */
export const OPENS_AFTER_REFUSALS = 8;
/** How long a probe may take before another may try. */
const PROBE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 60;

/** How far ahead of its time an action is taken up: it waits for that time in memory. */
export const AHEAD_MS = 1_000;

/** In a SELECT from `connection`: "stopped" while the organization sends nothing at all. */
export const CIRCUIT = `CASE WHEN EXISTS (SELECT 1 FROM organization_settings WHERE sending_stopped_at IS NOT NULL)
  THEN 'stopped' ELSE circuit END AS circuit`;

type Row = { name: string; circuit: string; bounded: boolean; due: boolean };

export type Passage =
  /** `slot`: its place in time, where it has one. */
  | { passes: true; slot: Slot | null }
  /** `down`: its system is; otherwise it only waits its turn. */
  | { passes: false; down: boolean; why: string };

const FREE: Passage = { passes: true, slot: null };

/**
 * Whether something may be sent over a connection now. Nothing may while all sending is stopped. While the circuit is open
 * one action at a time goes through as a probe, when it is due; the others wait. Where the connection has a cap or a pace,
 * what passes has its place in time.
 */
export async function passCircuit(
  tx: Tx,
  connectionId: string,
  /** "look" only asks; "take" also takes the place of the probe, or the next place in time. */
  mode: "look" | "take",
): Promise<Passage> {
  const read = (lock: string) =>
    tx.query<Row>(
      `SELECT name, ${CIRCUIT}, rate_cap IS NOT NULL OR pace IS NOT NULL AS bounded,
         coalesce(probe_at <= clock_timestamp(), true) AS due
       FROM connection WHERE id = $1::uuid ${lock}`,
      [connectionId],
    );
  const [seen] = await read("");
  if (seen?.circuit === "stopped") {
    return { passes: false, down: true, why: "All sending is stopped; it goes out once that is over." };
  }
  if (!seen || (mode === "look" && (seen.circuit === "closed" || seen.due))) return FREE;
  if (seen.circuit === "closed") return seen.bounded ? takeTurn(tx, connectionId, seen.name) : FREE;
  const [row] = await read("FOR UPDATE");
  if (!row || row.circuit === "closed") return FREE;
  if (!row.due) return { passes: false, down: true, why: `Waits until “${row.name}” is back.` };
  await tx.query(
    `UPDATE connection SET circuit = 'half-open', probe_at = clock_timestamp() + interval '${PROBE_SECONDS} seconds' WHERE id = $1::uuid`,
    [connectionId],
  );
  return FREE;
}

async function takeTurn(tx: Tx, connectionId: string, name: string): Promise<Passage> {
  const slot = await takeSlot(tx, connectionId, AHEAD_MS);
  return slot === null ? { passes: false, down: false, why: waitsItsTurn(name) } : { passes: true, slot };
}

/** Why something queues though its system is there. */
export function waitsItsTurn(name: string): string {
  return `“${name}” takes only so many actions a second; it waits its turn.`;
}

/** Remembers that the system answered. @returns whether that closed the circuit: its queue may drain */
export async function noteAnswer(tx: Tx, connectionId: string): Promise<boolean> {
  // One write in ten seconds is enough to say when it last answered; the row is shared by all senders.
  const [row] = await tx.query<{ name: string; was: string }>(
    `UPDATE connection SET circuit = 'closed', failures = 0, failing_since = NULL, probe_at = NULL, last_error = '',
       last_success_at = clock_timestamp(),
       pace = CASE WHEN was <> 'closed' THEN ${FIRST_PACE}
         WHEN pace * ${PACE_GROWTH} < least(rate_cap, ${FREE_PACE}) THEN pace * ${PACE_GROWTH} END,
       slot_at = CASE WHEN was = 'closed' THEN slot_at ELSE clock_timestamp() + interval '1 second' / ${FIRST_PACE} END
     FROM (SELECT id, circuit AS was FROM connection WHERE id = $1::uuid
             AND (circuit <> 'closed' OR failures > 0 OR pace IS NOT NULL OR last_success_at IS NULL
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
  await failpoint("circuit.before-close-commit");
  noteOver(tx, circuitCause(connectionId));
  tx.announce("operations");
  return true;
}

type OutageOptions = { atOnce?: boolean; onlyProbe?: boolean; opensAfter?: number };

/**
 * Remembers that the system could not be reached.
 * @param options.atOnce one failure is enough to open the circuit
 * @param options.opensAfter failures in a row that open it
 * @param options.onlyProbe nothing certain is known: counts only where it was a probe
 * @returns when the next probe is due, or null while the circuit is still closed
 */
export async function noteOutage(
  tx: Tx,
  connectionId: string,
  error: string,
  { atOnce = false, onlyProbe = false, opensAfter = atOnce ? 1 : OPENS_AFTER }: OutageOptions = {},
): Promise<Date | null> {
  const [row] = await tx.query<{ name: string; was: string; circuit: string; probeAt: Date | null }>(
    `UPDATE connection SET failures = failures + 1, failing_since = coalesce(failing_since, clock_timestamp()),
       last_error = $2, circuit = CASE WHEN opens THEN 'open' ELSE 'closed' END,
       probe_at = CASE WHEN opens THEN clock_timestamp()
         + least(${LONGEST_PAUSE_SECONDS}, 2 ^ least(failures + 1, 10)) * (0.8 + 0.4 * random()) * interval '1 second' END
     FROM (SELECT id, circuit AS was, circuit <> 'closed' OR failures + 1 >= $3 AS opens
           FROM connection WHERE id = $1::uuid AND (NOT $4 OR circuit <> 'closed') FOR UPDATE) standing
     WHERE connection.id = standing.id
     RETURNING connection.name, standing.was, connection.circuit, connection.probe_at AS "probeAt"`,
    [connectionId, error, opensAfter, onlyProbe],
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
