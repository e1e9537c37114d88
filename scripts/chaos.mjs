import { spawn } from "node:child_process";
import { existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { bundlePath } from "./bundle.mjs";
import { Killer } from "./chaos/killer.mjs";
import { root } from "./setup/paths.mjs";
import { freePort } from "./setup/ports.mjs";
import { placePostgres } from "./setup/postgres-place.mjs";
import { prepareBuild, prepareCode } from "./setup/prepare.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";
import { whoRuns } from "./setup/running.mjs";
import { runVitest } from "./setup/test-runners.mjs";
import { removeHome, throwawayHome } from "./setup/throwaway.mjs";

/**
 * `npm run chaos`: starts a Handoff of its own, feeds it, kills its processes at random, and settles the account.
 * `--seeds 200` instead kills one process at every boundary, with as many seeds. See docs/nothing-is-lost.md.
 */

const HELP = `npm run chaos -- [options]
  --minutes <n>   how long processes are killed (2)
  --runs <n>      how many events at most (as many as come in that time)
  --rate <n>      events a second (3)
  --seed <text>   what is killed when, and how the other system misbehaves (drawn unless given)
  --seeds <n>     instead: kill a process at every boundary, with as many seeds
  --from <n>      the first of them (1)`;
const STARTS_WITHIN_MS = 15 * 60_000;

async function main() {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  await prepareCode();
  if (options.seeds) return killAtEveryBoundary(Number(options.from), Number(options.seeds));
  await prepareBuild();
  const home = await throwawayHome();
  const logFile = join(root, ".handoff", `chaos-${options.seed}.log`);
  const port = await freePort();
  const started = spawn(process.execPath, [join(root, "scripts", "start.mjs")], {
    cwd: root,
    // What its processes complain about while they are killed would bury the account.
    stdio: ["ignore", "ignore", openSync(logFile, "w")],
    env: environment(home, port, await freePort()),
  });
  let code = 1;
  try {
    const { origin } = await untilReady(home, started);
    code = await feedAndKill({ home, origin, started, options });
    return code;
  } finally {
    if (started.exitCode === null && started.signalCode === null) {
      started.kill("SIGTERM");
      await new Promise((resolve) => started.once("exit", resolve));
    }
    if (code === 0) await removeHome(home);
    else
      console.log(`Its data is kept in ${home} until the next run; what its processes said is in ${logFile}`);
  }
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      minutes: { type: "string", default: "2" },
      runs: { type: "string" },
      rate: { type: "string", default: "3" },
      seed: { type: "string", default: Date.now().toString(36) },
      seeds: { type: "string" },
      from: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  for (const name of ["minutes", "runs", "rate", "seeds", "from"]) {
    if (values[name] !== undefined && !(Number(values[name]) > 0)) {
      throw new Refusal(`--${name} is "${values[name]}". Give a number above 0.\n\n${HELP}`);
    }
  }
  return values;
}

/** A Handoff of its own, whatever is set around us. */
function environment(home, port, mailboxPort) {
  return {
    ...process.env,
    HANDOFF_HOME: home,
    PORT: String(port),
    HANDOFF_MAILBOX_PORT: String(mailboxPort),
    DATABASE_URL: "",
    SMTP_URL: "",
    HANDOFF_ORIGIN: "",
    INNGEST_BASE_URL: "",
    INNGEST_EVENT_KEY: "",
  };
}

async function untilReady(home, started) {
  for (const end = Date.now() + STARTS_WITHIN_MS; Date.now() < end; await sleep(250)) {
    const running = whoRuns(home);
    if (running?.ready) return running;
    if (started.exitCode !== null) throw new Refusal("Handoff did not start; see its log in .handoff.");
  }
  throw new Refusal("Handoff did not become ready in time.");
}

/** The feeding program says when to kill and when to stop; only this one, which started everything, kills. */
async function feedAndKill({ home, origin, started, options }) {
  const { seed, minutes, rate, runs = "" } = options;
  const killer = new Killer({ home, supervisor: started.pid, seed });
  const child = spawn(process.execPath, ["--enable-source-maps", bundlePath("chaos")], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      HANDOFF_HOME: home,
      HANDOFF_ORIGIN: origin,
      HANDOFF_CHAOS_SEED: seed,
      HANDOFF_CHAOS_MINUTES: minutes,
      HANDOFF_CHAOS_RATE: rate,
      HANDOFF_CHAOS_RUNS: runs,
      HANDOFF_CHAOS_DATABASE_URL: databaseUrl(home),
    },
  });
  child.on("message", async (message) => {
    if (message === "kill") killer.start();
    else if (message === "stop") child.send({ kills: await killer.stop() });
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  await killer.stop();
  console.log(
    `\nReplay: npm run chaos -- --seed ${seed} --minutes ${minutes} --rate ${rate}${runs && ` --runs ${runs}`}`,
  );
  return code ?? 1;
}

/** As its superuser, to whom row-level security shows everything: the account is settled over all of it. */
function databaseUrl(home) {
  const { postgresPassword } = JSON.parse(readFileSync(join(home, "secrets.json"), "utf8"));
  const lock = join(placePostgres(home).data, "postmaster.pid");
  if (!existsSync(lock)) throw new Refusal("The embedded Postgres does not run.");
  const port = readFileSync(lock, "utf8").split("\n")[3];
  return `postgresql://postgres:${postgresPassword}@127.0.0.1:${port}/handoff`;
}

async function killAtEveryBoundary(first, count) {
  process.env.HANDOFF_CHAOS_SEED = Array.from({ length: count }, (_, index) => first + index).join(",");
  const { failed } = await runVitest(["database"], ["inngest/crash.db.test.ts"], { reporter: "verbose" });
  return failed === 0 ? 0 : 1;
}

await commandLine(main);
