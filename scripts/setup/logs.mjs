import { mkdirSync, openSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

const largest = 5 * 1024 * 1024;

/** Opens a process's log for appending; what has grown large is set aside first. */
export function openLog(home, name) {
  const file = logFile(home, name);
  mkdirSync(join(home, "logs"), { recursive: true, mode: 0o700 });
  try {
    if (statSync(file).size > largest) renameSync(file, `${file}.1`);
  } catch {
    // The first start.
  }
  return openSync(file, "a", 0o600);
}

export const logFile = (home, name) => join(home, "logs", `${name}.log`);
