import { pause } from "../setup/processes.mjs";

/** Settles the account of a phase: what was acknowledged, against what stands in the database and at the echo server. */

const EVENTS = `events AS (
  SELECT id FROM event WHERE endpoint_id = ANY($1::uuid[]) AND external_id >= $2 || '-' AND external_id < $2 || '.')`;

/** @param {{endpointIds: string[], prefix: string}} phase */
export async function countEnded(database, { endpointIds, prefix }) {
  const row = await database.one(
    `WITH ${EVENTS}
     SELECT (SELECT count(*) FROM events)::int AS events, count(*)::int AS runs,
       count(*) FILTER (WHERE run.ended_at IS NOT NULL)::int AS ended
     FROM run WHERE event_id IN (SELECT id FROM events)`,
    [endpointIds, prefix],
  );
  return row;
}

/**
 * Waits until every event's run has ended.
 * @returns {Promise<boolean>} whether they did within `seconds`
 */
export async function untilEnded(database, phase, expected, { seconds, echo }) {
  const end = Date.now() + seconds * 1000;
  let lastCount = -1;
  let lastChange = Date.now();
  while (Date.now() < end) {
    // The echo server's count costs nothing; the database is asked only when the end is near.
    if (echo && lastChange > Date.now() - 5_000) {
      const { marks } = await echo.ask("count");
      if (marks !== lastCount) [lastCount, lastChange] = [marks, Date.now()];
      if (marks < expected) {
        await pause(200);
        continue;
      }
    }
    const { ended } = await countEnded(database, phase);
    if (ended >= expected) return true;
    await pause(echo ? 200 : 500);
  }
  return false;
}

/**
 * What stands, by kind and state; compared with what must stand after `expected` complete runs of six nodes.
 * @returns {Promise<{problems: string[], counts: Record<string, number>}>}
 */
export async function settleAccount(database, phase, { expected, echo, recordsBefore = 0, collectionId }) {
  const values = [phase.endpointIds, phase.prefix];
  const grouped = await database.rows(
    `WITH ${EVENTS}, runs AS (SELECT id, status FROM run WHERE event_id IN (SELECT id FROM events))
     SELECT 'events' AS what, count(*)::int AS count FROM events
     UNION ALL SELECT 'run ' || status, count(*)::int FROM runs GROUP BY 1
     UNION ALL SELECT 'step ' || state, count(*)::int FROM run_step WHERE run_id IN (SELECT id FROM runs) GROUP BY 1
     UNION ALL SELECT 'effect ' || state, count(*)::int FROM effect WHERE run_id IN (SELECT id FROM runs) GROUP BY 1
     UNION ALL SELECT 'audit ' || verb, count(*)::int FROM audit_entry WHERE run_id IN (SELECT id FROM runs) GROUP BY 1`,
    values,
  );
  const counts = Object.fromEntries(grouped.map(({ what, count }) => [what, count]));
  const { unaudited } = await database.one(
    `WITH ${EVENTS}
     SELECT count(*)::int AS unaudited FROM effect JOIN run ON run.id = effect.run_id
     WHERE run.event_id IN (SELECT id FROM events) AND (
       NOT EXISTS (SELECT FROM audit_entry WHERE effect_id = effect.id AND verb = 'action.intended')
       OR NOT EXISTS (SELECT FROM audit_entry WHERE effect_id = effect.id AND verb = 'action.confirmed'))`,
    values,
  );
  const records = await countRecords(database, collectionId);
  const heard = await echo.ask("count");
  const must = {
    events: expected,
    "run done": expected,
    "step settled": expected * 6,
    "effect confirmed": expected * 2,
    "audit run.started": expected,
    "audit run.finished": expected,
    "audit action.intended": expected * 2,
    "audit action.confirmed": expected * 2,
    "effects without their audit entries": 0,
    "records written": expected,
    "echo requests": expected,
    "echo distinct keys": expected,
    "echo distinct marks": expected,
  };
  Object.assign(counts, {
    "effects without their audit entries": unaudited,
    "records written": records - recordsBefore,
    "echo requests": heard.requests,
    "echo distinct keys": heard.keys,
    "echo distinct marks": heard.marks,
  });
  const problems = [];
  for (const what of new Set([...Object.keys(must), ...Object.keys(counts)])) {
    // What is not listed may be there in any number, unless it is a state that a complete run has not.
    if (!(what in must) && !/^(run|step|effect) /.test(what)) continue;
    const [is, shall] = [counts[what] ?? 0, must[what] ?? 0];
    if (is !== shall) problems.push(`${what}: ${is} instead of ${shall}`);
  }
  return { problems, counts };
}

export async function countRecords(database, collectionId) {
  const { records } = await database.one(
    "SELECT count(*)::int AS records FROM record WHERE collection_id = $1::uuid AND deleted_at IS NULL",
    [collectionId],
  );
  return records;
}
