import { pool } from "@/server/db/pools";
import { gauge } from "./registry";

type Row = { label: string; count: number; age: number | null };

/** Age of the oldest, in seconds, and how many there are. Each reads one partial index or a table that stays small. */
const EVENTS = `
  SELECT CASE WHEN event.quarantined_at IS NOT NULL THEN 'quarantined' WHEN workflow.status = 'paused' THEN 'paused'
      ELSE 'live' END AS label, count(*)::int AS count,
    extract(epoch FROM clock_timestamp() - min(event.received_at))::float8 AS age
  FROM event JOIN endpoint ON endpoint.id = event.endpoint_id LEFT JOIN workflow ON workflow.id = endpoint.workflow_id
  WHERE event.routed_at IS NULL GROUP BY 1`;
const OUTBOX = `
  SELECT 'all' AS label, count(*)::int AS count,
    extract(epoch FROM clock_timestamp() - min(created_at))::float8 AS age FROM outbox`;
const EFFECTS = `
  SELECT state::text AS label, count(*)::int AS count, NULL::float8 AS age FROM effect
  WHERE open GROUP BY state`;
const CIRCUITS = `
  SELECT circuit AS label, count(*)::int AS count, NULL::float8 AS age FROM connection GROUP BY circuit`;

const OPEN_STATES = ["queued", "sending", "pending", "unknown", "held", "mismatch", "missing", "blocked"];

/** What waits in the database, over all organizations. One process tells it: it is the same seen from each. */
export function measureBacklog(): void {
  const events = shared(EVENTS);
  gauge(
    "handoff_events_unrouted",
    "Events that wait to become runs; for a paused workflow or in quarantine they wait on purpose.",
    async () => byLabel(await events(), ["live", "paused", "quarantined"], "state"),
  );
  gauge(
    "handoff_events_unrouted_oldest_seconds",
    "Age of the oldest event that waits to become a run.",
    async () => (await events()).find(({ label }) => label === "live")?.age ?? 0,
  );
  const outbox = shared(OUTBOX);
  gauge(
    "handoff_outbox_messages",
    "Messages to the engine that are not handed over yet.",
    async () => (await outbox())[0]?.count ?? 0,
  );
  gauge(
    "handoff_outbox_oldest_seconds",
    "Age of the oldest of them.",
    async () => (await outbox())[0]?.age ?? 0,
  );
  gauge("handoff_effects", "Actions that are not settled, by state.", async () =>
    byLabel(await read(EFFECTS), OPEN_STATES, "state"),
  );
  gauge(
    "handoff_circuits",
    "Connections by circuit: closed sends, open waits, half-open tries one.",
    async () => byLabel(await read(CIRCUITS), ["closed", "open", "half-open"], "circuit"),
  );
}

/** Every label is told, also where there is none of it: a line that goes away looks like one that never was. */
function byLabel(rows: readonly Row[], labels: readonly string[], name: string) {
  return labels.map((label) => ({
    labels: { [name]: label },
    value: rows.find((row) => row.label === label)?.count ?? 0,
  }));
}

async function read(text: string): Promise<Row[]> {
  return (await pool("engine").query<Row>(text)).rows;
}

/** Two metrics that are asked for together read once. */
function shared(text: string): () => Promise<Row[]> {
  let underWay: Promise<Row[]> | undefined;
  return () => {
    underWay ??= read(text).finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
