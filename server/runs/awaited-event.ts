import { wakeNode } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import { itemText, type LoadedRun } from "./load-run";

/** Which event a node waits for; texts in lower case, as letters' case does not count. */
export type Awaits = { endpointId: string; match: { [field: string]: string } };

type Arrived = { body: JsonObject; receivedAt: Date };

export function awaitsOf({ endpointId, match }: Awaits): Awaits {
  const lowered = Object.entries(match).map(([field, value]) => [field, value.toLowerCase()]);
  return { endpointId, match: Object.fromEntries(lowered) };
}

const AWAIT = `
  INSERT INTO awaited_event (organization_id, run_id, node_id, item, endpoint_id, field, value, match)
  VALUES ($1::uuid, $2::uuid, $3, $4, $5::uuid, $6, $7, $8::jsonb) ON CONFLICT DO NOTHING`;

/** The router wakes the node when such an event comes. Call it with what writes that the node waits. */
export function awaitEvent(tx: Tx, run: LoadedRun, nodeId: string, { endpointId, match }: Awaits): void {
  const [[field, value] = ["", ""]] = Object.entries(match);
  const known = [endpointId, field, value, JSON.stringify(match)];
  tx.send(AWAIT, [run.organizationId, run.id, nodeId, itemText(run), ...known]);
}

/** Its node waits no more. */
export function awaitNoMore(tx: Tx, run: LoadedRun, nodeId: string): void {
  const values = [run.id, nodeId, itemText(run)];
  tx.send("DELETE FROM awaited_event WHERE run_id = $1::uuid AND node_id = $2 AND item = $3", values);
}

const MATCHES = (match: string) =>
  `NOT EXISTS (SELECT 1 FROM jsonb_each_text(${match}) wanted
      WHERE lower(event.body->>wanted.key) IS DISTINCT FROM wanted.value)`;

const ARRIVED = `
  SELECT event.body, event.received_at AS "receivedAt" FROM event
  WHERE event.organization_id = $1::uuid AND event.received_at >= (SELECT received_at FROM event WHERE id = $3::uuid)
    AND event.endpoint_id = $2::uuid AND event.id <> $3::uuid AND ${MATCHES("$4::jsonb")}
  ORDER BY event.received_at, event.id LIMIT 1`;

/**
 * The first such event since the one that the run began with: also one that came before its node waited for it, or
 * while an earlier attempt of the run went on.
 */
export async function findAwaited(
  tx: Tx,
  run: Pick<LoadedRun, "organizationId" | "eventId">,
  { endpointId, match }: Awaits,
): Promise<Arrived | null> {
  const values = [run.organizationId, endpointId, run.eventId, JSON.stringify(match)];
  const [event] = await tx.query<Arrived>(ARRIVED, values);
  return event ?? null;
}

// In lower case first: under row-level security an index is asked for plain values alone. `cameAt` lets a sweep find it,
// should the engine have lost the run that is woken.
const CAME = `
  WITH given AS MATERIALIZED (
    SELECT event.id, event.endpoint_id, part.key, lower(part.value) AS value
    FROM event CROSS JOIN LATERAL jsonb_each_text(event.body) part WHERE event.id = ANY($1::uuid[]))
  UPDATE run_step SET output = run_step.output || jsonb_build_object('cameAt', clock_timestamp())
  FROM given JOIN awaited_event awaited ON awaited.endpoint_id = given.endpoint_id AND awaited.field = given.key
    AND awaited.value = given.value
  JOIN event ON event.id = given.id
  JOIN run ON run.id = awaited.run_id AND run.status NOT IN ('done', 'failed', 'canceled')
  JOIN event began ON began.id = run.event_id AND began.received_at <= event.received_at
  WHERE ${MATCHES("awaited.match")}
    AND run_step.run_id = awaited.run_id AND run_step.node_id = awaited.node_id AND run_step.item = awaited.item
    AND run_step.state = 'waiting'
  RETURNING run_step.run_id AS "runId", run_step.node_id AS "nodeId", run_step.item, event.id AS "eventId"`;

/** Wakes the nodes that wait for one of these events, in the transaction that makes runs of them. */
export async function wakeAwaiting(tx: Tx, eventIds: readonly string[]): Promise<void> {
  const waiting = await tx.query<{ runId: string; nodeId: string; item: string; eventId: string }>(CAME, [
    eventIds,
  ]);
  for (const { eventId, ...node } of waiting) wakeNode(tx, node, `event:${eventId}`);
}
