import { pool } from "@/server/db/pools";

/** How long samples are kept. */
const KEPT = "7 days";
/** Deleted at once, at most. */
const BATCH = 10_000;

// Several workers may sample in the same minute, and each of them several times: what was most counts.
const SAMPLE = `
  INSERT INTO queue_sample (organization_id, connection_id, at, queued, oldest_seconds)
  SELECT organization_id, connection_id, date_trunc('minute', clock_timestamp()), count(*),
    greatest(0, extract(epoch FROM clock_timestamp() - min(created_at)))
  FROM effect WHERE open AND state = 'queued' AND connection_id IS NOT NULL GROUP BY organization_id, connection_id
  ON CONFLICT (connection_id, at) DO UPDATE SET queued = greatest(queue_sample.queued, excluded.queued),
    oldest_seconds = greatest(queue_sample.oldest_seconds, excluded.oldest_seconds)`;

const FORGET = `
  DELETE FROM queue_sample WHERE (connection_id, at) IN (
    SELECT connection_id, at FROM queue_sample WHERE at < clock_timestamp() - interval '${KEPT}' LIMIT ${BATCH})`;

/** Notes what waits for every connection of every organization, in one statement; what is empty has no row. */
export async function sampleQueues(): Promise<void> {
  await pool("engine").query(SAMPLE);
  await pool("engine").query(FORGET);
}
