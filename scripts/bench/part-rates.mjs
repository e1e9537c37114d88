import { untilEnded } from "./account.mjs";
import { ms, round, summarize } from "./numbers.mjs";
import { phase } from "./phase.mjs";
import { begin, readMoments, settle } from "./six-nodes.mjs";

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
