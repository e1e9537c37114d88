import { writeSync } from "node:fs";
import { arm } from "./arm";
import type { Failpoint } from "./names";

const armed = arm(process.env, {
  say: (line) => writeSync(process.stderr.fd, `${line}\n`),
  // Nothing of the process goes on: no handler, no finally, no rollback of ours.
  kill: () => process.kill(process.pid, "SIGKILL"),
});

/**
 * A boundary at which a process may die: whatever was done before it must be found again after it. Inert
 * unless the process was started with HANDOFF_FAILPOINTS; nothing that arrives from outside can arm one.
 * @returns nothing to wait for while inert
 */
export function failpoint(name: Failpoint): Promise<void> | undefined {
  return armed?.(name);
}
