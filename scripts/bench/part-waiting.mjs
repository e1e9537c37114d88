import { pause } from "../setup/processes.mjs";
import { round } from "./numbers.mjs";
import { phase } from "./phase.mjs";

/** Many runs that wait, half for a person and half for a month to pass: what do they cost while nothing happens? */
export async function measureWaiting(bench) {
  const { report, load, product, settings, database, prepared } = bench;
  const quiet = () => pause(settings.waitingSeconds * 1000);
  const { cost: before } = await phase(bench, "nothing waits", quiet);
  const half = Math.ceil(settings.waitingRuns / 2);
  const sent = await load.ask("flood", {
    port: product.port,
    targets: [prepared.approval, prepared.wait],
    prefix: `${prepared.mark}p${bench.nextPhase()}`,
    connections: 16,
    most: half * 2,
  });
  const problems = [];
  const waiting = await untilWaiting(bench, sent.acknowledged);
  if (waiting !== half * 2) problems.push(`waiting runs: ${waiting} instead of ${half * 2}`);
  report.fault("waiting", problems);
  // What follows a burst (checkpoints, vacuum) is not what waiting costs.
  await pause(settings.quick ? 2_000 : 15_000);
  const { cost: after } = await phase(bench, `${waiting} runs wait`, quiet);
  const share = (cost, matches) =>
    Object.entries(cost.cpuMs).reduce(
      (sum, [name, value]) => sum + (matches(name) ? (value * 100) / cost.wallMs : 0),
      0,
    );
  const worker = (name) => name === "worker";
  const postgres = (name) => name.startsWith("postgres");
  const row = (matches) =>
    `${round(share(after, matches))} % of a core, ${round(share(before, matches))} % without them`;
  const more =
    share(after, (name) => worker(name) || postgres(name)) -
    share(before, (name) => worker(name) || postgres(name));
  report.add(
    `${waiting} waiting runs: CPU of the worker`,
    { required: "none (below 1 % more)", measured: row(worker), met: more < 1, value: { before, after } },
    problems,
  );
  report.add(
    `${waiting} waiting runs: CPU of Postgres`,
    { measured: row(postgres), met: more < 1 },
    problems,
  );
  const { total } = await database
    .one("SELECT count(*)::int AS total FROM engine.wait")
    .catch(() => ({ total: 0 }));
  report.say(`  ${total} waits are registered with the engine`);
}

async function untilWaiting({ database, settings, prepared }, expected) {
  const { approval, wait } = prepared;
  let waiting = 0;
  for (const end = Date.now() + settings.drainSeconds * 1000; Date.now() < end; await pause(500)) {
    ({ waiting } = await database.one(
      `SELECT count(*)::int AS waiting FROM run JOIN run_step step ON step.run_id = run.id AND step.state = 'waiting'
       WHERE run.workflow_id = ANY($1::uuid[]) AND run.ended_at IS NULL`,
      [[approval.workflowId, wait.workflowId]],
    ));
    if (waiting >= expected) break;
  }
  return waiting;
}
