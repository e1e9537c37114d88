import { untilEnded } from "./account.mjs";
import { ms, round, summarize } from "./numbers.mjs";
import { phase } from "./phase.mjs";
import { begin, readMoments, settle } from "./six-nodes.mjs";

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
