import { inOrganizationFast } from "@/server/db/in-organization";
import { failpoint } from "@/server/failpoints/failpoint";
import { wakeDrain } from "./drain-channel";

/** The first ones at half a second each, to see whether the system bears it, then ten a second. */
const SLOW = 10;
const SLOW_SECONDS = 0.5;
const FAST_SECONDS = 0.1;

/** In an UPDATE of `effect`: what somebody put first in a queue is the next probe. */
export const BEHIND_FIRST =
  "CASE WHEN coalesce(queue_place, 1) = 1 THEN interval '0' ELSE interval '1 second' END";

/** Lets go out what queued for a system that is back: in the order that somebody gave it or else the oldest first, slowly at first. */
export async function drainQueue(organizationId: string, connectionId: string): Promise<void> {
  await inOrganizationFast(organizationId, async (tx) => {
    await tx.query(
      `WITH waiting AS (
         SELECT id, created_at, queue_place FROM effect WHERE connection_id = $1::uuid AND state = 'queued' FOR UPDATE SKIP LOCKED
       ), placed AS (SELECT id, row_number() OVER (ORDER BY queue_place, created_at, id) - 1 AS place FROM waiting)
       UPDATE effect SET next_attempt_at = clock_timestamp() + interval '1 second'
         * (least(place, ${SLOW}) * ${SLOW_SECONDS} + greatest(place - ${SLOW}, 0) * ${FAST_SECONDS})
       FROM placed WHERE effect.id = placed.id`,
      [connectionId],
    );
    await failpoint("drain.before-release-commit");
    tx.announce("operations");
    wakeDrain(tx);
  });
}
