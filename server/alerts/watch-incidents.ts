import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";
import { CAUSE_KEY } from "@/server/operations/cause-key";
import { reportError } from "@/server/report-error";
import { endIncidents } from "./end-incidents";
import { noteOver, openIncident, type Trouble } from "./incident";

/** Where something waits or is stuck, or an incident is open; by the partial indexes on what has not ended. */
const WATCHED = `
  SELECT organization_id AS id FROM effect WHERE open AND state IN ('queued', 'unknown', 'mismatch', 'missing', 'blocked')
  UNION SELECT organization_id FROM incident WHERE closed_at IS NULL`;

/** How long an action may be looked up without it being known whether it arrived, in minutes. */
const UNVERIFIED_MINUTES = 15;

/** Finds what nobody's transaction says by itself: what has waited or been stuck for too long or too often. */
export async function watchIncidents(now = new Date()): Promise<void> {
  const { rows } = await pool("engine").query<{ id: string }>(WATCHED);
  // What goes wrong in one organization keeps nothing from being found in the others.
  for (const { id } of rows) await inOrganizationFast(id, (tx) => watch(tx, now)).catch(reportError);
}

async function watch(tx: Tx, now: Date): Promise<void> {
  const [settings] = await tx.query<Bounds>(
    `SELECT queue_minutes AS "queueMinutes", stuck_count AS "stuckCount" FROM alert_settings`,
  );
  const bounds = settings ?? { queueMinutes: 30, stuckCount: 10 };
  const troubles = [
    ...(await oldQueues(tx, bounds)),
    ...(await piles(tx, bounds)),
    ...(await unverified(tx)),
  ];
  const open = await tx.query<{ cause: string; over: boolean }>(
    "SELECT cause, over_at IS NOT NULL AS over FROM incident WHERE closed_at IS NULL",
  );
  for (const trouble of troubles) {
    if (!open.some(({ cause, over }) => cause === trouble.cause && !over)) await openIncident(tx, trouble);
  }
  for (const { cause, over } of open) {
    const found = /^(queue|stuck|unverified)/.test(cause);
    if (found && !over && !troubles.some((trouble) => trouble.cause === cause)) noteOver(tx, cause);
  }
  await endIncidents(tx, now);
}

type Bounds = { queueMinutes: number; stuckCount: number };

/** What waits because its system is down, or because all sending is stopped, was told with that. */
async function oldQueues(tx: Tx, { queueMinutes }: Bounds): Promise<Trouble[]> {
  const rows = await tx.query<{ id: string; name: string; count: number }>(
    `SELECT connection.id, connection.name, count(*)::int AS count
     FROM effect JOIN connection ON connection.id = effect.connection_id
     WHERE effect.open AND effect.state = 'queued' AND connection.circuit = 'closed'
       AND NOT EXISTS (SELECT 1 FROM organization_settings WHERE sending_stopped_at IS NOT NULL)
     GROUP BY connection.id
     HAVING min(effect.created_at) < clock_timestamp() - $1::int * interval '1 minute'`,
    [queueMinutes],
  );
  return rows.map(({ id, name, count }) => ({
    cause: `queue:${id}`,
    connectionId: id,
    title: `The queue of “${name}” is slow`,
    detail: `${count} ${count === 1 ? "action waits" : "actions wait"}, the oldest for more than ${queueMinutes} minutes, though “${name}” answers.`,
  }));
}

/** Of a row `pile`. */
const PILE_CAUSE = `'stuck:' || md5(concat_ws(' ', pile.action, pile."connectionId", pile.key))`;

/** A pile stays one until nothing of it is left: what is mended one by one does not open it again. */
async function piles(tx: Tx, { stuckCount }: Bounds): Promise<Trouble[]> {
  const rows = await tx.query<Pile>(
    `SELECT pile.*, ${PILE_CAUSE} AS cause, connection.name FROM (
       SELECT action, connection_id AS "connectionId", ${CAUSE_KEY} AS key,
         count(*)::int AS count, (array_agg(reason ORDER BY created_at DESC))[1] AS reason
       FROM effect WHERE open AND state IN ('blocked', 'mismatch', 'missing') GROUP BY 1, 2, 3) AS pile
     LEFT JOIN connection ON connection.id = pile."connectionId"
     WHERE pile.count >= $1::int OR EXISTS (SELECT 1 FROM incident WHERE closed_at IS NULL
       AND cause = ${PILE_CAUSE})`,
    [stuckCount],
  );
  return rows.map((row) => ({
    cause: row.cause,
    connectionId: row.connectionId,
    title: `Actions pile up that need mending${row.name ? ` at “${row.name}”` : ""}`,
    detail: `${row.count} actions cannot go on without somebody. The latest says: ${row.reason}`,
  }));
}

type Pile = {
  connectionId: string | null;
  name: string | null;
  cause: string;
  count: number;
  reason: string;
};

async function unverified(tx: Tx): Promise<Trouble[]> {
  const rows = await tx.query<{ id: string | null; name: string | null; count: number }>(
    `SELECT connection.id, connection.name, count(*)::int AS count
     FROM effect LEFT JOIN connection ON connection.id = effect.connection_id
     WHERE effect.open AND effect.state = 'unknown' AND effect.created_at < clock_timestamp() - ${UNVERIFIED_MINUTES} * interval '1 minute'
     GROUP BY connection.id, connection.name`,
  );
  return rows.map(({ id, name, count }) => ({
    cause: `unverified:${id ?? ""}`,
    connectionId: id,
    title: `Nobody knows whether ${count === 1 ? "an action" : `${count} actions`} arrived${name ? ` at “${name}”` : ""}`,
    detail: `That could not be found out for more than ${UNVERIFIED_MINUTES} minutes. It is not sent again until somebody says so.`,
  }));
}
