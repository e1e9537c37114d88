import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commandOf, endProcess, isAlive } from "./processes.mjs";
import { Refusal } from "./refusal.mjs";

/** Next.js gives its process a name of its own. */
const ours = /end-with-parent\.mjs|^next-server/;

/** `running.json` in the state folder says who uses it: one supervisor at a time. */
const file = (home) => join(home, "running.json");

/** Takes the state folder. What a killed supervisor left running is ended; a living one is respected. */
export async function takeHome(home, origin) {
  const left = read(home);
  if (left && left.pid !== process.pid && isAlive(left.pid) && commandOf(left.pid).includes("start.mjs")) {
    throw new Refusal(
      `Handoff is already running at ${left.origin} (process ${left.pid}). Stop it there with Ctrl+C, or run a second one with its own HANDOFF_HOME and PORT.`,
    );
  }
  const orphans = (left?.processes ?? []).filter((pid) => ours.test(commandOf(pid)));
  await Promise.all(orphans.map((pid) => endProcess(pid)));
  noteRunning(home, { pid: process.pid, origin, processes: [] });
}

export function noteRunning(home, changes) {
  writeFileSync(file(home), `${JSON.stringify({ ...read(home), ...changes }, null, 2)}\n`, { mode: 0o600 });
}

export function leaveHome(home) {
  if (read(home)?.pid === process.pid) rmSync(file(home), { force: true });
}

/** Who uses the state folder, if somebody living does. */
export function whoRuns(home) {
  const noted = read(home);
  return noted && isAlive(noted.pid) && commandOf(noted.pid).includes("start.mjs") ? noted : undefined;
}

function read(home) {
  try {
    return JSON.parse(readFileSync(file(home), "utf8"));
  } catch {
    return undefined;
  }
}
