import { execFileSync, spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { freePort } from "./ports.mjs";
import { handOver, placePostgres } from "./postgres-place.mjs";
import { commandOf, endProcess, isAlive, pause } from "./processes.mjs";
import { Refusal } from "./refusal.mjs";
import { lastLines, run } from "./run.mjs";

const superuser = "postgres";

/**
 * Starts the embedded Postgres of a state folder on a free loopback port, making its data folder first if there
 * is none. One left behind by a killed Handoff is stopped before.
 * @param {{home: string, password: string, durable?: boolean, port?: number}} options `durable: false` trades safety
 *   in a power cut for speed; for throwaway data only. `port`: where it has to be, because others know it there.
 * @returns {Promise<{port: number, socketFolder: string, url(database: string): string, exited: Promise<void>, stop(): Promise<void>}>}
 */
export async function startPostgres({ home, password, durable = true, port }) {
  const place = placePostgres(home);
  for (const name of ["initdb", "postgres"]) ensureExecutable(join(place.programs, "bin", name));
  refuseOtherVersion(place);
  await stopLeftBehind(place.data);
  if (!existsSync(join(place.data, "PG_VERSION"))) await initialize(place, password, durable);
  for (let attempt = 1; ; attempt++) {
    const server = await launch(place, port ?? (await freePort()), home, durable, port !== undefined);
    if (!server.failure) return server;
    // The port was taken meanwhile, or a killed server's last process still holds the memory it shared.
    if (attempt >= 5) {
      throw new Refusal(`The embedded Postgres did not start. It said:\n\n${server.failure}`);
    }
    await pause(500 * attempt);
  }

  async function launch({ data, programs, asUser }, port, home, durable, again) {
    const log = join(home, "logs", "postgres.log");
    mkdirSync(join(home, "logs"), { recursive: true, mode: 0o700 });
    // Started again, it says so below what it said before.
    const said = openSync(log, again ? "a" : "w", 0o600);
    const settings = {
      port,
      listen_addresses: "127.0.0.1",
      unix_socket_directories: socketFolder(data),
      max_connections: 200,
      ...(!durable && { fsync: "off", full_page_writes: "off", synchronous_commit: "off" }),
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const child = spawn(join(programs, "bin", "postgres"), ["-D", data, ...flags], {
      ...asUser,
      cwd: "/",
      // A group of its own: Ctrl+C must reach it last, through us.
      detached: true,
      stdio: ["ignore", said, said],
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C" },
    });
    const exited = new Promise((resolve) => {
      child.once("exit", resolve);
      child.once("error", resolve);
    });
    while (child.exitCode === null && child.signalCode === null && !isReady(data, child.pid)) await pause(20);
    if (child.exitCode !== null || child.signalCode !== null)
      return { failure: lastLines(readFileSync(log, "utf8"), 5) };
    return {
      port,
      socketFolder: socketFolder(data),
      url: (database) => `postgresql://${superuser}:${password}@127.0.0.1:${port}/${database}`,
      exited,
      // "Fast": sessions are ended, everything committed is on disk.
      stop: () => endProcess(child.pid, { signal: "SIGINT", hard: "SIGQUIT", patienceMs: 30_000 }),
    };
  }
}

/**
 * Where its socket is: in its own folder, which nobody else may enter. Cheaper than loopback at both ends, by a
 * third of what a statement costs. @returns "" where the system allows no socket with a path that long
 */
function socketFolder(data) {
  return process.platform !== "win32" && Buffer.byteLength(data) < 80 ? data : "";
}

/** Stops the server that a killed Handoff left running over this data folder. */
export async function stopLeftBehind(data) {
  const lock = join(data, "postmaster.pid");
  const pid = lockLines(data)[0];
  if (!pid) return;
  if (isAlive(Number(pid)) && commandOf(Number(pid)).includes(data)) {
    await endProcess(Number(pid), { signal: "SIGINT", hard: "SIGQUIT", patienceMs: 30_000 });
  } else {
    // The number belongs to somebody else by now; Postgres would take that for itself and refuse.
    rmSync(lock, { force: true });
  }
  // It would take the note beside an old socket in the same way.
  for (const name of readdirSync(data)) {
    if (name.startsWith(".s.PGSQL.")) rmSync(join(data, name), { force: true });
  }
}

async function initialize({ data, programs, asUser }, password, durable) {
  // Made beside and renamed: a set-up that is interrupted leaves nothing that looks finished.
  const part = `${data}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true, mode: 0o700 });
  handOver(part, asUser);
  const passwordFile = join(part, "..", `password-${process.pid}`);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  handOver(passwordFile, asUser);
  const { code, output } = await run(
    join(programs, "bin", "initdb"),
    [
      `--pgdata=${part}`,
      `--username=${superuser}`,
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
      // Postgres's own rules for letters: the same on every system, whichever locales it has.
      ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
      ...(durable ? [] : ["--no-sync"]),
    ],
    { ...asUser, cwd: "/", env: { PATH: process.env.PATH ?? "", LC_ALL: "C" } },
  ).finally(() => rmSync(passwordFile, { force: true }));
  if (code !== 0)
    throw new Refusal(`The embedded Postgres could not be set up in ${data}:\n\n${lastLines(output)}`);
  renameSync(part, data);
}

function refuseOtherVersion({ data, programs }) {
  const file = join(data, "PG_VERSION");
  if (!existsSync(file)) return;
  const made = Number(readFileSync(file, "utf8"));
  const said = execFileSync(join(programs, "bin", "postgres"), ["--version"], { encoding: "utf8", cwd: "/" });
  const ours = Number(/(\d+)/.exec(said)?.[1]);
  if (made > ours) {
    throw new Refusal(
      `The data in ${data} was made by Postgres ${made}, and this Handoff brings Postgres ${ours}. Start the newer Handoff that made it, or set HANDOFF_HOME to another folder.`,
    );
  }
  if (made < ours) {
    throw new Refusal(
      `The data in ${data} was made by Postgres ${made}, and this Handoff brings Postgres ${ours}, which cannot read it. Move it over with pg_dump and pg_restore, or set HANDOFF_HOME to another folder.`,
    );
  }
}

/** postmaster.pid: the server's pid first, its state in the eighth line. */
function lockLines(data) {
  try {
    return readFileSync(join(data, "postmaster.pid"), "utf8").split("\n");
  } catch {
    return [];
  }
}

function isReady(data, pid) {
  const lines = lockLines(data);
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}

function ensureExecutable(path) {
  try {
    execFileSync(path, ["--version"], { stdio: "ignore", cwd: "/" });
  } catch {
    chmodSync(path, 0o755);
  }
}
