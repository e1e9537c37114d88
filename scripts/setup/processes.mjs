import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** What a process was started as, or "" when there is none: a pid alone may since belong to somebody else. */
export function commandOf(pid) {
  try {
    if (existsSync("/proc/self/cmdline"))
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    return execFileSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/**
 * Ends a process: asks with `signal`, and insists with `hard` after `patienceMs`.
 * @returns {Promise<void>} once it is gone
 */
export async function endProcess(pid, { signal = "SIGTERM", hard = "SIGKILL", patienceMs = 10_000 } = {}) {
  kill(pid, signal);
  if (await isGoneWithin(pid, patienceMs)) return;
  kill(pid, hard);
  await isGoneWithin(pid, 5_000);
}

async function isGoneWithin(pid, ms) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(25)) {
    if (!isAlive(pid)) return true;
  }
  return !isAlive(pid);
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function kill(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone already.
  }
}

/** In a container without an init, an orphan that ended stays listed for ever. */
function isZombie(pid) {
  try {
    return /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
