import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readSecrets } from "../environment.mjs";
import { root } from "../setup/paths.mjs";
import { freePort } from "../setup/ports.mjs";
import { placePostgres } from "../setup/postgres-place.mjs";
import { isAlive, pause } from "../setup/processes.mjs";
import { Refusal } from "../setup/refusal.mjs";
import { whoRuns } from "../setup/running.mjs";
import { removeHome, throwawayHome } from "../setup/throwaway.mjs";
import { keepBuiltPages } from "../setup/web-build.mjs";

const STARTS_WITHIN_MS = 15 * 60_000;

/**
 * Starts the product as a user does, `npm start`, on a state folder and ports of its own; or takes the one that
 * already runs on `home`.
 * @param {{home?: string, temporary?: boolean, keep: boolean, stalePages: boolean, profile?: string}} settings
 */
export async function startProduct({ home: wanted, temporary = !wanted, keep, stalePages, profile }) {
  const home = wanted ? resolve(wanted) : await throwawayHome();
  const standing = whoRuns(home);
  if (standing?.ready) return { ...productAt(home, standing, async () => undefined), fresh: false };
  if (stalePages) keepBuiltPages();
  const [port, mailbox] = [await freePort(), await freePort()];
  const hook = new URL("profile-hook.mjs", import.meta.url).href;
  const child = spawn(process.env.npm_execpath ? process.execPath : "npm", npmArguments(), {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      HANDOFF_HOME: home,
      PORT: String(port),
      HANDOFF_MAILBOX_PORT: String(mailbox),
      // One sender floods here on purpose: what the machine takes is measured, not what one organization may send.
      HANDOFF_INTAKE_PER_SECOND: "100000",
      ...(profile && {
        NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --import=${hook}`.trim(),
        HANDOFF_BENCH_PROFILE: profile,
      }),
    },
  });
  const stop = async (options = { keep }) => {
    const running = whoRuns(home);
    if (running) {
      process.kill(running.pid, "SIGTERM");
      while (isAlive(running.pid)) await pause(50);
    }
    if (temporary && !options.keep) await removeHome(home);
  };
  try {
    const running = await untilReady(home, child);
    return { ...productAt(home, running, stop), temporary };
  } catch (error) {
    await stop();
    throw error;
  }
}

function npmArguments() {
  const npm = process.env.npm_execpath;
  return npm ? [npm, "start", "--silent"] : ["start", "--silent"];
}

async function untilReady(home, child) {
  for (const end = Date.now() + STARTS_WITHIN_MS; Date.now() < end; await pause(100)) {
    const running = whoRuns(home);
    if (running?.ready) return running;
    if (child.exitCode !== null) throw new Refusal("Handoff did not start; what it said stands above.");
  }
  throw new Refusal("Handoff did not become ready in time.");
}

function productAt(home, running, stop) {
  return {
    home,
    origin: running.origin,
    port: Number(new URL(running.origin).port || 80),
    supervisor: running.pid,
    processes: running.processes,
    readyAt: Date.now(),
    fresh: true,
    databaseUrl: databaseUrl(home),
    stop,
  };
}

/** As the superuser of the built-in Postgres: counts are checked across every table and what guards it. */
function databaseUrl(home) {
  if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
  const port = readFileSync(join(placePostgres(home).data, "postmaster.pid"), "utf8").split("\n")[3];
  return `postgresql://postgres:${readSecrets(home).postgresPassword}@127.0.0.1:${port}/handoff`;
}
