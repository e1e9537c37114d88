import { pool } from "@/server/db/pools";

/** Events that one round takes; and addresses it looks at: as many, so that each of them can give one. */
const BATCH = 100;

export type WaitingEvent = {
  id: string;
  organizationId: string;
  /** It tells of what was sent, and starts no run. */
  isReport: boolean;
};
type Address = { organizationId: string; endpointId: string; isReport: boolean; open: boolean };

/**
 * Jumps from one address with waiting events to the next along the index `event_waiting`. A flood is one jump, and so
 * is whatever a paused workflow keeps.
 */
const ADDRESSES = `
  WITH RECURSIVE address AS (
    (SELECT organization_id, endpoint_id FROM event
     WHERE routed_at IS NULL AND (organization_id, endpoint_id) > ($1::uuid, $2::uuid)
     ORDER BY organization_id, endpoint_id LIMIT 1)
    UNION ALL
    SELECT next.organization_id, next.endpoint_id FROM address, LATERAL (
      SELECT organization_id, endpoint_id FROM event
      WHERE routed_at IS NULL AND (organization_id, endpoint_id) > (address.organization_id, address.endpoint_id)
      ORDER BY organization_id, endpoint_id LIMIT 1) next
  )
  SELECT address.organization_id AS "organizationId", address.endpoint_id AS "endpointId",
    endpoint.kind = 'reports' AS "isReport", workflow.status IS DISTINCT FROM 'paused' AS open
  FROM (SELECT * FROM address LIMIT ${BATCH}) address
  JOIN endpoint ON endpoint.id = address.endpoint_id
  LEFT JOIN workflow ON workflow.id = endpoint.workflow_id
  ORDER BY 1, 2`;

/** The oldest of each address; then each organization's first, each one's second, and so on. */
const IN_TURNS = `
  SELECT id, "organizationId", "isReport" FROM (
    SELECT waiting.id, waiting.received_at, given.organization_id AS "organizationId", given.is_report AS "isReport",
      row_number() OVER (PARTITION BY given.organization_id ORDER BY waiting.received_at, waiting.id) AS place
    FROM unnest($1::uuid[], $2::uuid[], $4::bool[]) AS given(organization_id, endpoint_id, is_report), LATERAL (
      SELECT id, received_at FROM event
      WHERE organization_id = given.organization_id AND endpoint_id = given.endpoint_id AND routed_at IS NULL
        AND quarantined_at IS NULL AND (retry_at IS NULL OR retry_at <= clock_timestamp())
      ORDER BY received_at LIMIT $3) waiting
  ) placed ORDER BY place, received_at LIMIT ${BATCH}`;

const NOBODY = "00000000-0000-0000-0000-000000000000";
const START = { organizationId: NOBODY, endpointId: NOBODY };

/** Where the last round ended of somebody who routes, and whether their lap over all addresses has found anything so far. */
export type Lap = { last: typeof START; found: boolean };

export const newLap = (): Lap => ({ last: START, found: false });

/**
 * Events to be routed now, fairly over the organizations that have any: a flood of one delays no other by more than
 * its share of a batch. What is read is bounded, however much waits (README.md has the plans).
 * @param lap goes on from call to call
 * @param passOver whose events are left to others
 * @returns at most a batch, and whether there may be more
 */
export async function findWaitingEvents(
  lap: Lap,
  passOver: (organizationId: string) => boolean,
): Promise<{ events: WaitingEvent[]; more: boolean }> {
  const { last } = lap;
  const addresses = await readAddresses(last);
  const open = addresses.filter((address) => address.open && !passOver(address.organizationId));
  // Twice an even share: where some have less, the others may take more.
  const most = Math.ceil((2 * BATCH) / Math.max(open.length, 1));
  const events = open.length === 0 ? [] : await readInTurns(open, most);
  const found = lap.found || events.length > 0;
  const end = addresses.length === BATCH ? addresses.at(-1) : undefined;
  Object.assign(lap, end ? { last: end, found } : newLap());
  // After a full lap that found nothing there is nothing; a lap that did may have left some behind.
  const more = end !== undefined || (last === START ? events.length >= Math.min(most, BATCH) : found);
  return { events, more };
}

async function readAddresses({ organizationId, endpointId }: typeof START): Promise<Address[]> {
  return (await pool("engine").query<Address>(ADDRESSES, [organizationId, endpointId])).rows;
}

async function readInTurns(addresses: Address[], most: number) {
  const { rows } = await pool("engine").query<WaitingEvent>(IN_TURNS, [
    addresses.map((address) => address.organizationId),
    addresses.map((address) => address.endpointId),
    most,
    addresses.map((address) => address.isReport),
  ]);
  return rows;
}
