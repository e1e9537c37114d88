import { join } from "node:path";
import { openDatabase, readClients } from "./bench/database.mjs";
import { startHelper } from "./bench/helper.mjs";
import { Meter } from "./bench/meter.mjs";
import { measureAcks, reportPeak } from "./bench/part-acks.mjs";
import { measureDecisions } from "./bench/part-decisions.mjs";
import { describeMachine, measureDisk } from "./bench/part-disk.mjs";
import { measureFairness } from "./bench/part-fairness.mjs";
import { measureIdle } from "./bench/part-idle.mjs";
import { measureLarge } from "./bench/part-large.mjs";
import { measureLatency } from "./bench/part-latency.mjs";
import { measureQueue } from "./bench/part-queue.mjs";
import { measureRates } from "./bench/part-rates.mjs";
import { measureSteps } from "./bench/part-steps.mjs";
import { measureWaiting } from "./bench/part-waiting.mjs";
import { prepare } from "./bench/prepare.mjs";
import { startProduct } from "./bench/product.mjs";
import { createProfiler } from "./bench/profiler.mjs";
import { Report } from "./bench/report.mjs";
import { PARTS, readSettings } from "./bench/settings.mjs";
import { countsStatements, createStatements } from "./bench/statements.mjs";
import { checkoutFolder } from "./setup/paths.mjs";
import { prepareCode } from "./setup/prepare.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";

/** `npm run bench`: starts Handoff as a user does, loads it from another process, checks every count, prints figures. */

const measures = {
  disk: measureDisk,
  idle: measureIdle,
  latency: measureLatency,
  decisions: measureDecisions,
  rate: measureRates,
  acks: measureAcks,
  steps: measureSteps,
  waiting: measureWaiting,
  queue: measureQueue,
  fairness: measureFairness,
  large: measureLarge,
};

async function main() {
  const settings = readSettings(process.argv.slice(2));
  if ("help" in settings) {
    console.log(settings.help);
    return 0;
  }
  if (process.platform !== "linux") {
    throw new Refusal(
      "What processes cost is read from /proc, which Linux alone has. Run the benchmark there.",
    );
  }
  await prepareCode();
  const report = new Report();
  const undo = [];
  const interrupted = untilInterrupted();
  try {
    const measuring = measureAll(settings, report, undo);
    const stopped = await Promise.race([measuring.then(() => false), interrupted]);
    if (stopped) {
      report.problems.push("It was interrupted.");
      // What is under way fails when what it asks is gone.
      measuring.catch(() => undefined);
    }
  } finally {
    for (const each of undo.reverse()) await each();
  }
  console.log(`\n${report.table()}\n`);
  const missed = report.rows.filter(({ met }) => met === false);
  if (report.problems.length > 0) {
    console.log(`What does not match:\n${report.problems.map((each) => `  ✗ ${each}`).join("\n")}\n`);
    return 1;
  }
  return settings.strict && missed.length > 0 ? 1 : 0;
}

async function measureAll(settings, report, undo) {
  const product = await startCounting(settings);
  undo.push(() => product.stop());
  const echo = startHelper("echo-process");
  undo.push(() => echo.end());
  const load = startHelper("load-process");
  undo.push(() => load.end());
  const echoPort = await echo.ask("listen");
  const prepared = await prepare(product, { echoPort, workflows: settings.workflows });
  const database = await openDatabase(product.databaseUrl);
  undo.push(() => database.end());
  const reports = join(checkoutFolder, "reports");
  let phases = 0;
  const bench = {
    settings,
    report,
    product,
    echo,
    load,
    prepared,
    database,
    meter: new Meter({
      supervisor: product.supervisor,
      helpers: { "echo server": echo.pid, "load generator": load.pid },
      clients: () => readClients(database),
    }),
    profiler: createProfiler({ product, report, wanted: settings.profile, folder: reports }),
    statements: createStatements({ database, report, wanted: settings.statements }),
    peak: undefined,
    nextPhase: () => phases++,
    notePeak(memory) {
      if (!this.peak || memory.total > this.peak.total) this.peak = memory;
    },
  };
  const machine = await describeMachine(database);
  const { cpu, cores, node, postgres } = machine;
  report.say(`\n${cores} × ${cpu}, Node ${node}, Postgres ${postgres}`);
  const file = settings.out ?? join(reports, "bench.json");
  const write = () => report.write(file, { at: new Date().toISOString(), machine, settings });
  const parts = [
    ...PARTS.filter((each) => settings.parts.includes(each)),
    ...(settings.large ? ["large"] : []),
  ];
  for (const part of parts) {
    report.say(`\n── ${part}`);
    // What is not complete would weigh on everything after it.
    if ((await measures[part](bench)) === false) {
      report.fault(part, ["the backlog did not complete in time; what would follow was left out"]);
      break;
    }
    write();
  }
  reportPeak(bench);
  write();
  report.say(`\nWritten to ${file}`);
}

/** Postgres begins to count statements when it starts: where it does not yet, everything is started again. */
async function startCounting(settings) {
  const product = await startProduct(settings);
  if (!settings.statements) return product;
  const database = await openDatabase(product.databaseUrl);
  const counts = await countsStatements(database).finally(() => database.end());
  if (counts) return product;
  if (!product.fresh)
    throw new Refusal("Postgres counts statements once Handoff was started again on that folder.");
  await product.stop({ keep: true });
  return startProduct({ ...settings, home: product.home, temporary: product.temporary });
}

function untilInterrupted() {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => resolve(true));
  });
}

await commandLine(main);
process.exit();
