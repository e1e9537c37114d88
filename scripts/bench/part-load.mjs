import { countRecords, settleAccount, untilEnded } from "./account.mjs";
import { mb, ms, round, summarize } from "./numbers.mjs";
import { phase } from "./phase.mjs";

/** The parts that send events to the six-node workflow: a flood and its backlog, a steady rate, single events. */

const ACK_P99 = 150;

/** A fresh start: the echo server forgets, and the events of this phase can be told by their ids. */
async function begin(bench, name) {
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
async function settle(bench, name, started, sent) {
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
  const slope = await endedPerSecond(database, started);
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

/** Runs that ended in each second, without the ramps at both ends: from the tenth to the ninetieth percent of them. */
async function endedPerSecond(database, { endpointIds, prefix }) {
  const row = await database.one(
    `SELECT count(*)::int AS count,
       percentile_cont(0.1) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at))::float8 AS "from",
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM ended_at))::float8 AS "to"
     FROM run JOIN event ON event.id = run.event_id
     WHERE event.endpoint_id = ANY($1::uuid[]) AND external_id >= $2 || '-' AND external_id < $2 || '.'
       AND ended_at IS NOT NULL AND ended_at > (SELECT max(received_at) FROM event
         WHERE endpoint_id = ANY($1::uuid[]) AND external_id >= $2 || '-' AND external_id < $2 || '.')`,
    [endpointIds, prefix],
  );
  return { ...row, perSecond: row.count < 20 ? 0 : (0.8 * row.count) / Math.max(0.001, row.to - row.from) };
}

/** Moments of each event of a steady phase, in milliseconds from the start of its request. */
async function readMoments(bench, started, sent) {
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

/** A steady rate: does the backlog stay bounded, and does everything complete? */
export async function measureRates(bench) {
  const { report, load, product, settings, database } = bench;
  for (const { perSecond, seconds } of settings.rates) {
    const started = await begin(bench, "r");
    const name = `${perSecond} runs/s`;
    const { result, cost } = await phase(
      bench,
      name,
      async () => {
        const sent = await load.ask("steady", { ...started, port: product.port, perSecond, seconds });
        const atEnd = performance.now();
        const complete = await untilEnded(database, started, sent.acknowledged, {
          seconds: settings.drainSeconds,
          echo: bench.echo,
        });
        return { sent, complete, afterMs: performance.now() - atEnd };
      },
      { count: ({ sent }) => sent.acknowledged, profile: true },
    );
    const { sent, afterMs } = result;
    const problems = await settle(bench, name, started, sent);
    bench.notePeak(cost.memory);
    const moments = await readMoments(bench, started, sent);
    const third = Math.floor(moments.length / 3);
    const byStart = [...moments].sort((a, b) => a.start - b.start);
    const early = summarize(byStart.slice(0, third).map(({ ended }) => ended));
    const late = summarize(byStart.slice(-third).map(({ ended }) => ended));
    const all = summarize(moments.map(({ ended }) => ended));
    // Bounded: what arrives last waits no longer than what arrived first, give or take a second.
    const bounded = late.p50 <= early.p50 + 1_000 && afterMs < 5_000;
    report.say(
      `  ended after, p50: ${early.p50} ms in the first third, ${late.p50} ms in the last; ack p99 ${sent.latency.p99} ms; complete ${round(afterMs)} ms after the last event`,
    );
    report.details[`${name}, lag`] = { early, late, all, acks: sent.latency, afterMs };
    report.add(
      `${perSecond} runs/s offered for ${seconds} s: keeps up`,
      {
        required: perSecond === 100 ? "keeps up" : "",
        measured: `${bounded ? "yes" : "no"}: ended after ${round(all.p50)} / ${ms(all.p99)}`,
        met: perSecond === 100 ? bounded : undefined,
        value: { bounded, all },
      },
      problems,
    );
    if (!bounded) break;
  }
}

/** Ten events a second: how long from the request to the effect, and to the end. */
export async function measureLatency(bench) {
  const { report, load, product, settings, database } = bench;
  // Everything is loaded and prepared once, as after the first minute of a day.
  const warm = await begin(bench, "w");
  const warmed = await load.ask("steady", { ...warm, port: product.port, perSecond: 10, seconds: 3 });
  await untilEnded(database, warm, warmed.acknowledged, { seconds: 60, echo: bench.echo });
  const started = await begin(bench, "l");
  const { perSecond, seconds } = settings.latency;
  const { result: sent, cost } = await phase(
    bench,
    `latency at ${perSecond} runs/s`,
    async () => {
      const sent = await load.ask("steady", { ...started, port: product.port, perSecond, seconds });
      await untilEnded(database, started, sent.acknowledged, { seconds: 120, echo: bench.echo });
      return sent;
    },
    { count: ({ acknowledged }) => acknowledged },
  );
  const problems = await settle(bench, "latency", started, sent);
  bench.notePeak(cost.memory);
  const moments = await readMoments(bench, started, sent);
  const ended = summarize(moments.map((each) => each.ended));
  const echoed = summarize(moments.map((each) => each.echoed));
  const routed = summarize(moments.map((each) => each.routed));
  report.details.latency = { ack: sent.latency, routed, echoed, ended };
  report.say(
    `  from the request's start, p50 / p99: acknowledged ${sent.latency.p50} / ${sent.latency.p99}, run begun ${routed.p50} / ${routed.p99}, echo heard ${echoed.p50} / ${echoed.p99}, run ended ${ended.p50} / ${ended.p99} ms`,
  );
  const row = (of) => ({ measured: `${round(of.p50)} / ${ms(of.p99)}`, value: of });
  report.add(`acknowledgement p50 / p99 at ${perSecond} runs/s`, row(sent.latency), problems);
  report.add(`request to effect p50 / p99 at ${perSecond} runs/s`, row(echoed), problems);
  report.add(
    `end to end p50 / p99 at ${perSecond} runs/s, ${seconds} s`,
    { ...row(ended), required: "40 / 150 ms", met: ended.p50 <= 40 && ended.p99 <= 150 },
    problems,
  );
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
