import { countRecords, settleAccount } from "./account.mjs";

/** What the parts have in common that send events to the six-node workflow: a fresh start, the account, the times. */

/** A fresh start: the echo server forgets, and the events of this phase can be told by their ids. */
export async function begin(bench, name) {
  const { echo, database, prepared } = bench;
  await echo.ask("forget");
  return {
    prefix: `${prepared.mark}${name}${bench.nextPhase()}`,
    endpointIds: prepared.six.map(({ endpointId }) => endpointId),
    recordsBefore: await countRecords(database, prepared.collectionId),
    targets: prepared.six.map(({ path, secret }) => ({ path, secret })),
  };
}

/** Everything that was acknowledged is there, complete, once. @returns what does not match */
export async function settle(bench, name, started, sent) {
  const { database, report, echo, prepared } = bench;
  const { problems, counts } = await settleAccount(database, started, {
    expected: sent.acknowledged,
    echo,
    collectionId: prepared.collectionId,
    recordsBefore: started.recordsBefore,
  });
  const refused = Object.entries(sent.statuses).filter(([status]) => status !== "202");
  for (const [status, number] of refused) problems.push(`${number} requests were answered with ${status}`);
  report.fault(name, problems);
  if (problems.length === 0)
    report.say(
      `  ✓ every count matches (${sent.acknowledged} events, ${counts["effect confirmed"]} effects)`,
    );
  return problems;
}

/** Moments of each event of a steady phase, in milliseconds from the start of its request. */
export async function readMoments(bench, started, sent) {
  const rows = await bench.database.rows(
    `SELECT external_id AS id, extract(epoch FROM received_at)::float8 * 1000 AS received,
       extract(epoch FROM started_at)::float8 * 1000 AS started, extract(epoch FROM ended_at)::float8 * 1000 AS ended
     FROM event LEFT JOIN run ON run.event_id = event.id
     WHERE endpoint_id = ANY($1::uuid[]) AND external_id >= $2 || '-' AND external_id < $2 || '.'`,
    [started.endpointIds, started.prefix],
  );
  const arrivals = await bench.echo.ask("arrivals");
  const starts = new Map(sent.starts.map((at, number) => [`${started.prefix}-${number}`, at]));
  return rows.map(({ id, received, started: routed, ended }) => {
    const start = starts.get(id) ?? Number.NaN;
    return {
      start,
      routed: routed - start,
      echoed: (arrivals[id] ?? Number.NaN) - start,
      ended: ended - start,
      lag: ended - received,
    };
  });
}
