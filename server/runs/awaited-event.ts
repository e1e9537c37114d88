import { wakeNode } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { LoadedRun } from "./load-run";

/** Which event a node waits for. `field` and `value`, one of `match`, are what the index `run_step_awaits` finds it by. */
export type Awaits = { endpointId: string; match: { [field: string]: string }; field: string; value: string };

type Arrived = { body: JsonObject; receivedAt: Date };

/** As people see it: letters' case does not count. */
export function awaitsOf(endpointId: string, match: { [field: string]: string }): Awaits {
  const lowered = Object.entries(match).map(([field, value]) => [field, value.toLowerCase()] as const);
  const [[field, value] = ["", ""]] = lowered;
  return { endpointId, match: Object.fromEntries(lowered), field, value };
}

const MATCHES = (body: string, match: string) =>
  `NOT EXISTS (SELECT 1 FROM jsonb_each_text(${match}) wanted WHERE lower(${body}->>wanted.key) IS DISTINCT FROM wanted.value)`;

const ARRIVED = `
  SELECT body, received_at AS "receivedAt" FROM event
  WHERE organization_id = $1::uuid AND received_at >= $2 AND endpoint_id = $3::uuid AND id <> $4::uuid
    AND ${MATCHES("body", "$5::jsonb")}
  ORDER BY received_at, id LIMIT 1`;

/** The first such event since the run began: also one that came before its node waited for it. */
export async function findAwaited(
  tx: Tx,
  run: Pick<LoadedRun, "organizationId" | "startedAt" | "eventId">,
  { endpointId, match }: Awaits,
): Promise<Arrived | null> {
  const values = [run.organizationId, run.startedAt, endpointId, run.eventId, JSON.stringify(match)];
  const [event] = await tx.query<Arrived>(ARRIVED, values);
  return event ?? null;
}

const AWAITING = `
  SELECT DISTINCT step.run_id AS "runId", step.node_id AS "nodeId", step.item, event.id AS "eventId"
  FROM event CROSS JOIN LATERAL jsonb_each_text(event.body) given
  JOIN run_step step ON step.output->'awaits'->>'endpointId' = event.endpoint_id::text
    AND step.output->'awaits'->>'field' = given.key AND step.output->'awaits'->>'value' = lower(given.value)
  JOIN run ON run.id = step.run_id AND run.status NOT IN ('done', 'failed', 'canceled')
  WHERE event.id = ANY($1::uuid[]) AND step.state = 'waiting' AND step.output ? 'awaits'
    AND ${MATCHES("event.body", "step.output->'awaits'->'match'")}`;

/** Wakes the nodes that wait for one of these events, in the transaction that makes runs of them. */
export async function wakeAwaiting(tx: Tx, eventIds: readonly string[]): Promise<void> {
  const waiting = await tx.query<{ runId: string; nodeId: string; item: string; eventId: string }>(AWAITING, [
    eventIds,
  ]);
  for (const { eventId, ...node } of waiting) wakeNode(tx, node, `event:${eventId}`);
}
