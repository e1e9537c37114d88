import { canonicalHash } from "@/server/canonical";
import { nudge } from "@/server/db/nudge";
import type { Tx } from "@/server/db/tx";
import { EVENTS_CHANNEL } from "@/server/intake/events-channel";
import type { JsonObject } from "@/workflow/json";

export type TimedEvent = {
  /** Says which crossing it is: the same again is no event. */
  externalId: string;
  body: JsonObject;
};

/**
 * Keeps what time has fired as ordinary events of an endpoint, in the transaction that moves the cursor. One id
 * is one event for ever, whoever fires it, and whatever the clocks do.
 */
export function keepEvents(tx: Tx, endpointId: string, events: readonly TimedEvent[]): void {
  if (events.length === 0) return;
  tx.send(
    `INSERT INTO event (organization_id, endpoint_id, external_id, body_hash, body)
     SELECT $1::uuid, $2::uuid, fired.id, fired.hash, fired.body
     FROM unnest($3::text[], $4::text[], $5::jsonb[]) AS fired (id, hash, body)
     ON CONFLICT (endpoint_id, external_id) DO NOTHING`,
    [
      tx.organizationId,
      endpointId,
      events.map(({ externalId }) => externalId),
      events.map(({ body }) => canonicalHash(body)),
      events.map(({ body }) => JSON.stringify(body)),
    ],
  );
  tx.afterCommit(() => nudge(EVENTS_CHANNEL, tx.organizationId));
}
