import { AHEAD_MS } from "@/server/connections/circuit";
import { RATE } from "@/server/connections/pace";
import { pool } from "@/server/db/pools";

/** Of one connection at once, per worker, so that a slow system does not take all places. */
export const AT_ONCE_PER_CONNECTION = 12;

export type Due = { id: string; organizationId: string; connectionId: string | null };

/** In a WHERE of `connection`: something may go out over it now, or soon enough to be taken up. */
const OPEN = `(circuit = 'closed' OR probe_at IS NULL OR probe_at <= clock_timestamp())
  AND NOT EXISTS (SELECT 1 FROM organization_settings settings
    WHERE settings.organization_id = connection.organization_id AND settings.sending_stopped_at IS NOT NULL)`;

const WAITING = `state IN ('queued', 'unknown', 'pending') AND next_attempt_at IS NOT NULL AND connection_id IS NOT NULL`;

// Ids, times and places are all the engine's role may see; everything else happens within the organization. Each queue is
// read from its first entry on, and a queue that may not go out is not read at all: what 5,000 actions wait for costs
// nobody else anything.
const DUE = `
  WITH RECURSIVE queue AS (
    (SELECT connection_id AS id FROM effect WHERE ${WAITING} ORDER BY connection_id LIMIT 1)
    UNION ALL
    SELECT (SELECT connection_id FROM effect WHERE ${WAITING} AND connection_id > queue.id ORDER BY connection_id LIMIT 1)
    FROM queue WHERE queue.id IS NOT NULL
  ), sendable AS (
    SELECT connection.id, CASE WHEN circuit <> 'closed' THEN 1
      ELSE least(ceil(coalesce(${RATE}, ${AT_ONCE_PER_CONNECTION})), ${AT_ONCE_PER_CONNECTION}) END AS most
    FROM connection JOIN queue ON queue.id = connection.id
    WHERE ${OPEN} AND NOT connection.id = ANY($2::uuid[]) AND (circuit <> 'closed' OR ${RATE} IS NULL OR slot_at IS NULL
      OR slot_at <= clock_timestamp() + interval '${AHEAD_MS} milliseconds')
  ), waiting AS (
    SELECT first.* FROM sendable CROSS JOIN LATERAL (
      SELECT id, organization_id, connection_id, row_number() OVER () AS place FROM (
        SELECT id, organization_id, connection_id FROM effect
        WHERE ${WAITING} AND connection_id = sendable.id AND next_attempt_at <= clock_timestamp() AND NOT id = ANY($1::uuid[])
        ORDER BY queue_place, created_at, id LIMIT sendable.most) AS ordered) AS first
  ), here AS (
    SELECT id, organization_id, connection_id, row_number() OVER (PARTITION BY organization_id) AS place FROM (
      SELECT id, organization_id, connection_id FROM effect
      WHERE state IN ('queued', 'unknown') AND connection_id IS NULL AND next_attempt_at <= clock_timestamp()
        AND NOT id = ANY($1::uuid[]) ORDER BY next_attempt_at LIMIT $3) AS own
  ), left_behind AS (
    SELECT effect.id, effect.organization_id, connection_id, row_number() OVER (ORDER BY lease_until) AS place
    FROM effect LEFT JOIN connection ON connection.id = connection_id
    WHERE state = 'sending' AND lease_until < clock_timestamp() AND NOT effect.id = ANY($1::uuid[])
      AND (connection_id IS NULL OR ${OPEN}) ORDER BY lease_until LIMIT $3
  )
  SELECT id, organization_id AS "organizationId", connection_id AS "connectionId"
  FROM (SELECT * FROM waiting UNION ALL SELECT * FROM here UNION ALL SELECT * FROM left_behind) AS due
  ORDER BY place LIMIT $3`;

/**
 * What may be attempted now, one after the other from every queue, each in its order.
 * @param underWay actions that are being attempted already
 * @param busy connections that take no more for now
 */
export async function findDue(
  underWay: readonly string[],
  busy: readonly string[],
  most: number,
): Promise<Due[]> {
  if (most <= 0) return [];
  const { rows } = await pool("engine").query<Due>(DUE, [underWay, busy, most]);
  return rows;
}
