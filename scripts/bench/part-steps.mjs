import { bundle, bundlePath } from "../bundle.mjs";
import { readSecrets, roleUrls, secretKeySettings } from "../environment.mjs";
import { applyMigrations } from "../migrate.mjs";
import { untilEnded } from "./account.mjs";
import { manySteps } from "./drawings.mjs";
import { startHelper } from "./helper.mjs";
import { round } from "./numbers.mjs";
import { phase } from "./phase.mjs";

const DATABASE = "handoff_bench_steps";
/** So many steps together in each measurement, whatever the length of a run. */
const TOTAL = 1_000;
/** Runs that wait, of each length as many at once: what is done at once is cheaper, and is not what is asked here. */
const RUNS_WITH_WAITS = 60;
/** Of steps with a wait after each tenth, where a wait is two more: as many as come to the 1,000 of a run. */
const MOST_WITH_WAITS = 830;
/** A drawing has at most 200 nodes; so many of them set a field. */
const DRAWN = [10, 50, 190];
const DRAWN_WITH_WAITS = [10, 50, 170];
/** Flat: a step of the longest run costs at most so much more than where it cost least. */
const FLAT = 1.25;

/** Does a step cost the same in a run of ten and in one of a thousand? In the engine alone, and in drawn workflows. */
export async function measureSteps(bench) {
  await measureEngine(bench);
  await measureDrawn(bench, DRAWN, false);
  await measureDrawn(bench, DRAWN_WITH_WAITS, true);
}

async function measureEngine(bench) {
  const { report, product, settings, meter } = bench;
  if (process.env.DATABASE_URL)
    return report.say("  (The engine alone is measured on the built-in Postgres only.)");
  const env = await makeDatabase(product, bench.database);
  await bundle(["bench-steps"]);
  const engine = startHelper(bundlePath("bench-steps"), { ...process.env, ...env });
  meter.helpers.engine = engine.pid;
  try {
    await engine.ask("start");
    for (const waits of [false, true]) {
      await engine.ask("run", { steps: 100, waits, runs: 5 });
      const costs = [];
      const problems = [];
      for (const wanted of settings.stepCounts) {
        const steps = waits ? Math.min(wanted, MOST_WITH_WAITS) : wanted;
        const runs = Math.max(1, Math.round(TOTAL / steps));
        const name = `${steps} steps${waits ? ", a wait after each tenth" : ""}`;
        const { result, cost } = await phase(bench, name, () => engine.ask("run", { steps, waits, runs }), {
          each: "step",
          count: () => runs * steps,
        });
        // The next leg is begun by a step, asks what stands by another, and waits anew, which is two more.
        const remembered = runs * (steps + (waits ? 2 * Math.floor(steps / 10) : 0)) + result.handedOver * 4;
        if (result.remembered !== remembered)
          problems.push(`${name}: ${result.remembered} remembered instead of ${remembered}`);
        costs.push({
          steps,
          cpu: cpuOf(cost, ["engine", "for engine"]) / (runs * steps),
          wall: result.wallMs / (runs * steps),
        });
      }
      report.fault("steps", problems);
      addRow(
        report,
        `the engine's cost of a step${waits ? ", a wait after each tenth" : ""}`,
        costs,
        problems,
      );
    }
  } finally {
    delete meter.helpers.engine;
    await engine.end();
    await dropDatabase(bench.database);
  }
}

async function measureDrawn(bench, sizes, waits) {
  const { report, load, product, database, prepared, settings } = bench;
  const costs = [];
  const problems = [];
  for (const steps of sizes) {
    const name = `${steps} steps${waits ? " and waits" : ""}`;
    const workflow = await prepared.publish(name, manySteps(steps, { waits }));
    const runs = waits ? RUNS_WITH_WAITS : Math.max(3, Math.round(TOTAL / steps));
    const started = { prefix: `${prepared.mark}s${bench.nextPhase()}`, endpointIds: [workflow.endpointId] };
    const { result, cost } = await phase(
      bench,
      `drawn, ${name}`,
      async () => {
        const sent = await load.ask("flood", {
          ...started,
          targets: [workflow],
          port: product.port,
          connections: 2,
          most: runs,
        });
        const complete = await untilEnded(database, started, sent.acknowledged, {
          seconds: settings.drainSeconds,
        });
        return { sent, complete };
      },
      { each: "step", count: () => runs * steps, profile: true },
    );
    const { settled } = await database.one(
      `SELECT count(*)::int AS settled FROM run_step JOIN run ON run.id = run_step.run_id
       WHERE run.workflow_id = $1::uuid AND run.status = 'done' AND run_step.state = 'settled'`,
      [workflow.workflowId],
    );
    const expected = runs * (steps + 2 + (waits ? Math.floor(steps / 10) : 0));
    if (!result.complete || settled !== expected)
      problems.push(`drawn, ${name}: ${settled} settled instead of ${expected}`);
    costs.push({
      steps,
      cpu: cpuOf(cost, ["worker", "for worker"]) / (runs * steps),
      wall: cost.wallMs / (runs * steps),
    });
  }
  report.fault("steps", problems);
  const figure = `a drawn workflow's cost of a step${waits ? ", a wait after each tenth" : ""}`;
  addRow(report, figure, costs, problems);
}

function addRow(report, figure, costs, problems) {
  const longest = costs.at(-1);
  const least = Math.min(...costs.map(({ cpu }) => cpu));
  report.add(
    `${figure}, CPU (wall)`,
    {
      required: "flat",
      measured: costs.map(({ steps, cpu, wall }) => `${steps}: ${round(cpu)} (${round(wall)}) ms`).join(", "),
      met: longest.cpu <= least * FLAT,
      value: costs,
    },
    problems,
  );
}

function cpuOf({ cpuMs }, [name, suffix]) {
  const ours = Object.entries(cpuMs).filter(([each]) => each === name || each.endsWith(`${suffix})`));
  return ours.reduce((sum, [, value]) => sum + value, 0);
}

/** Migrated as the product's own, in the same server. */
async function makeDatabase(product, database) {
  const secrets = readSecrets(product.home);
  await dropDatabase(database);
  await database.rows(`CREATE DATABASE ${DATABASE} OWNER handoff_owner`);
  const owner = new URL(product.databaseUrl);
  owner.username = "handoff_owner";
  owner.password = secrets.ownerPassword;
  owner.pathname = `/${DATABASE}`;
  await applyMigrations(owner.href);
  return {
    ...roleUrls(owner.href, secrets.rolePasswords),
    NODE_ENV: "production",
    ...secretKeySettings(product.home, secrets),
    HANDOFF_AUTH_SECRET: secrets.authSecret,
    HANDOFF_HOME: product.home,
    HANDOFF_ORIGIN: product.origin,
    HANDOFF_WEB_PORT: "1",
    HANDOFF_WORKER_PORT: "1",
  };
}

async function dropDatabase(database) {
  await database.rows(`DROP DATABASE IF EXISTS ${DATABASE} WITH (FORCE)`);
}
