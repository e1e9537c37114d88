import { untilEnded } from "./account.mjs";
import { mb, ms, round } from "./numbers.mjs";
import { phase } from "./phase.mjs";
import { begin, settle } from "./six-nodes.mjs";

const ACK_P99 = 150;
/** So few runs left at the end of the flood are no backlog. */
const FEW = 100;

/** Acknowledgements at full speed, then the rest of the backlog. */
export async function measureAcks(bench) {
  const { report, load, product, settings, database, echo } = bench;
  const started = await begin(bench, "a");
  const { connections, ackSeconds: seconds } = settings;
  const { result: sent, cost: sending } = await phase(
    bench,
    "acknowledging",
    () => load.ask("flood", { ...started, port: product.port, connections, seconds }),
    { each: "ack", count: ({ acknowledged }) => acknowledged, profile: true },
  );
  const wall = (sent.endedAt - sent.startedAt) / 1000;
  const rate = sent.acknowledged / wall;
  report.say(
    `  ${sent.acknowledged} acknowledged in ${wall.toFixed(1)} s: ${round(rate)}/s; p50 ${sent.latency.p50} ms, p99 ${sent.latency.p99} ms, max ${sent.latency.max} ms`,
  );
  const already = (await echo.ask("count")).marks;
  const { result: complete, cost: draining } = await phase(
    bench,
    "draining",
    () =>
      untilEnded(database, started, sent.acknowledged, { seconds: settings.drainSeconds, echo: bench.echo }),
    { each: "run", count: () => sent.acknowledged - already, profile: true },
  );
  const problems = await settle(bench, "acks", started, sent);
  const left = sent.acknowledged - already;
  const slope = await endedPerSecond(database, started, left < FEW);
  const backlogSeconds = draining.wallMs / 1000;
  const most = [sending.memory, draining.memory].sort((a, b) => b.total - a.total)[0];
  bench.notePeak(most);
  Object.assign(report.details, { acks: { sent, slope, backlogSeconds, already } });
  report.add(
    `durable acknowledgements/s, ${connections} connections, ${round(wall)} s`,
    { required: "1,000 (aim 2,000)", measured: `${round(rate)}`, met: rate >= 1_000, value: rate },
    problems,
  );
  report.add(
    "acknowledgement p50 / p99 / max",
    {
      required: `p99 ${ACK_P99} ms`,
      measured: `${round(sent.latency.p50)} / ${round(sent.latency.p99)} / ${ms(sent.latency.max)}`,
      met: sent.latency.p99 <= ACK_P99,
      value: sent.latency,
    },
    problems,
  );
  report.add(
    "its whole backlog complete after",
    {
      required: "it completes",
      measured: `${round(backlogSeconds)} s more`,
      met: complete,
      value: backlogSeconds,
    },
    problems,
  );
  report.add(
    "complete runs/s while the backlog drains",
    {
      required: "100 (aim 200)",
      measured: `${round(slope.perSecond)}`,
      met: slope.perSecond >= 100,
      value: slope,
    },
    problems,
  );
  return complete;
}

/**
 * Runs that ended in each second after the last event came (or `all` of them, where hardly any was left by then),
 * without the ramps at both ends: from the tenth to the ninetieth percent of them.
 */
async function endedPerSecond(database, { endpointIds, prefix }, all) {
  const row = await database.one(
    `SELECT count(*)::int AS count,
       percentile_cont(0.1) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at))::float8 AS "from",
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at))::float8 AS "to"
     FROM run JOIN event ON event.id = run.event_id
     WHERE event.endpoint_id = ANY($1::uuid[]) AND external_id >= $2 || '-' AND external_id < $2 || '.'
       AND ended_at IS NOT NULL AND ($3 OR ended_at > (SELECT max(received_at) FROM event
         WHERE endpoint_id = ANY($1::uuid[]) AND external_id >= $2 || '-' AND external_id < $2 || '.'))`,
    [endpointIds, prefix, all],
  );
  return { ...row, perSecond: (0.8 * row.count) / Math.max(0.001, row.to - row.from) };
}

/** The most memory seen under any load. */
export function reportPeak(bench) {
  if (!bench.peak) return;
  const { total, byProcess } = bench.peak;
  bench.report.add("memory under load (PSS, without Postgres)", {
    required: "600 MB",
    measured: mb(total),
    met: total <= 600 * 1024 * 1024,
    value: { total, byProcess },
  });
}
