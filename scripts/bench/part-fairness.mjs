import { countEnded, untilEnded } from "./account.mjs";
import { manySteps } from "./drawings.mjs";
import { startHelper } from "./helper.mjs";
import { median, ms, round, summarize } from "./numbers.mjs";
import { phase } from "./phase.mjs";
import { publishWorkflow } from "./prepare.mjs";
import { secondOrganization } from "./second-organization.mjs";
import { begin, readMoments, settle } from "./six-nodes.mjs";

const PER_SECOND = 10;
const TIMES = 10;
const MOST = 2;
const STEPS = 5;

/**
 * One organization sends ten times as much as another: does the other notice? Windows with and without the flood take
 * turns, so that what else the machine does falls on both; of each kind the median of its windows' p95 counts.
 */
export async function measureFairness(bench) {
  const { report, settings } = bench;
  const { builder } = await secondOrganization(bench.product, bench.database);
  const loud = await publishWorkflow(builder, "Loud", manySteps(STEPS));
  const sender = startHelper("load-process");
  const windows = { calm: [], flood: [] };
  const problems = [];
  try {
    // The first of each is not counted: everything is loaded and prepared once.
    for (let turn = 0; turn <= settings.fairness.turns; turn++) {
      for (const kind of ["calm", "flood"]) {
        const name = `${kind}, window ${turn}`;
        const window = await measureWindow(bench, name, kind === "flood" ? { sender, loud } : undefined);
        problems.push(...window.problems);
        if (turn > 0) windows[kind].push(window);
      }
    }
  } finally {
    await sender.end();
  }
  report.details.fairness = windows;
  addFigures(report, windows, problems);
}

/** @param {undefined | {sender: ReturnType<typeof startHelper>, loud: object}} flood */
async function measureWindow(bench, name, flood) {
  const { load, product, database, echo, report, settings } = bench;
  const { seconds } = settings.fairness;
  const quiet = await begin(bench, "q");
  const steady = { port: product.port, perSecond: PER_SECOND, seconds };
  const prefix = `${bench.prepared.mark}f${bench.nextPhase()}`;
  const send = () =>
    Promise.all([
      load.ask("steady", { ...quiet, ...steady }),
      flood?.sender.ask("steady", {
        ...steady,
        perSecond: PER_SECOND * TIMES,
        prefix,
        targets: [flood.loud],
      }),
    ]);
  const count = ([sent, flooded]) => sent.acknowledged + (flooded?.acknowledged ?? 0);
  const { result } = await phase(bench, name, send, { count, profile: flood !== undefined });
  const [sent, flooded] = result;
  if (flood) {
    const { ended } = await countEnded(database, { endpointIds: [flood.loud.endpointId], prefix });
    report.say(
      `  the loud organization sent ${flooded.acknowledged}, of which ${ended} were done at the end`,
    );
  }
  await untilEnded(database, quiet, sent.acknowledged, { seconds: settings.drainSeconds, echo });
  // Also so that nothing of it is left when it is calm again.
  const problems = flood
    ? await settleFlood(bench, { endpointIds: [flood.loud.endpointId], prefix }, flooded)
    : [];
  problems.push(...(await settle(bench, flood ? "flood" : "calm", quiet, sent)));
  const moments = await readMoments(bench, quiet, sent);
  const times = (read) => summarize(moments.map(read));
  return {
    problems,
    flooded: flooded?.statuses,
    ack: sent.latency,
    routed: times(({ routed }) => routed),
    ended: times(({ ended }) => ended),
  };
}

/** What the loud one sends may be refused; what was acknowledged is there, once, and done. */
async function settleFlood({ database, report, settings }, phase, { acknowledged }) {
  await untilEnded(database, phase, acknowledged, { seconds: settings.drainSeconds });
  const { events, runs, ended } = await countEnded(database, phase);
  const problems = Object.entries({ events, runs, ended })
    .filter(([, is]) => is !== acknowledged)
    .map(([what, is]) => `${what} of the loud organization: ${is} instead of ${acknowledged}`);
  report.fault("flood", problems);
  return problems;
}

const FIGURES = [
  ["acknowledgement", ({ ack }) => ack.p95],
  // Says where the time goes, should the end be late.
  ["request to the run's start", ({ routed }) => routed.p95],
  ["end to end", ({ ended }) => ended.p95],
];

function addFigures(report, { calm, flood }, problems) {
  for (const [what, of] of FIGURES) {
    const [without, beside] = [median(calm.map(of)), median(flood.map(of))];
    report.say(
      `  ${what}, p95 of each window: ${calm.map(of).join(", ")} calm, ${flood.map(of).join(", ")} beside a flood, ms`,
    );
    report.add(
      `${what} p95 at ${PER_SECOND} runs/s, beside an organization that sends ${TIMES} times as much`,
      {
        required: `${MOST} × calm`,
        measured: `${ms(beside)}, ${ms(without)} calm: ${round(beside / without)} ×`,
        met: beside <= without * MOST,
        value: { calm: without, flood: beside },
      },
      problems,
    );
  }
}
