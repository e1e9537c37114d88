import type { Tx } from "@/server/db/tx";
import { LeastRecentlyUsed } from "@/server/least-recently-used";

/** Of what is sent for the first time, the share that may be sent again: a system in trouble is not asked for more. */
const SHARE = 0.08;
/** Repeats that are saved up at most, and that come back by themselves a second where little is sent. */
const MOST_CREDIT = 10;
const CREDIT_A_SECOND = 0.5;
/** Connections that are counted for at once; who is forgotten has less credit, never more. */
const MOST_COUNTED = 10_000;

/** First attempts over each connection that this worker made and has not told of. */
const sent = new LeastRecentlyUsed<number>(MOST_COUNTED);

/** Counts an action that went out for the first time. Costs no round trip: it is told of with the next repeat. */
export function countFirstAttempt(connectionId: string): void {
  sent.set(connectionId, (sent.get(connectionId) ?? 0) + 1);
}

/** Takes the right to repeat one action over a connection, shared by all workers. @returns whether there was one */
export async function takeRetry(tx: Tx, connectionId: string): Promise<boolean> {
  const earned = SHARE * (sent.take(connectionId) ?? 0);
  const [standing] = await tx.query<{ taken: boolean }>(
    `UPDATE connection SET retry_credit = credit - CASE WHEN credit >= 1 THEN 1 ELSE 0 END, retry_credit_at = clock_timestamp()
     FROM (SELECT id, least(${MOST_CREDIT}, retry_credit + $2::float8
             + ${CREDIT_A_SECOND} * extract(epoch FROM clock_timestamp() - retry_credit_at)) AS credit
           FROM connection WHERE id = $1::uuid FOR UPDATE) standing
     WHERE connection.id = standing.id RETURNING credit >= 1 AS taken`,
    [connectionId, earned],
  );
  return standing?.taken ?? true;
}
