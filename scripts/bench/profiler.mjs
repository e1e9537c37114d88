import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive, pause } from "../setup/processes.mjs";
import { nameOf } from "./processes.mjs";
import { profileLines } from "./top-functions.mjs";

const WRITTEN_WITHIN_MS = 60_000;

/** Records where one of the product's processes spends its time during a phase; does nothing where none is wanted. */
export function createProfiler({ product, report, wanted, folder }) {
  const file = join(product.home, `profile-${wanted}.json`);
  const pid = () => product.processes.find((each) => nameOf(each) === wanted);
  return {
    start() {
      if (!wanted) return;
      const target = pid();
      if (!target) return report.say(`  (There is no process "${wanted}" to profile.)`);
      rmSync(file, { force: true });
      process.kill(target, "SIGUSR2");
    },
    async stop(phase) {
      const target = wanted && pid();
      if (!target) return;
      process.kill(target, "SIGUSR2");
      const profile = await written(file, target);
      const kept = join(folder, `${wanted}-${phase.replaceAll(/[^a-z0-9]+/gi, "-")}.cpuprofile`);
      mkdirSync(folder, { recursive: true });
      writeFileSync(kept, JSON.stringify(profile));
      report.say(`  Where the ${wanted} spends its time (${kept}):`);
      for (const line of profileLines(profile, 40)) report.say(line);
    },
  };
}

async function written(file, pid) {
  for (const end = Date.now() + WRITTEN_WITHIN_MS; Date.now() < end && isAlive(pid); await pause(100)) {
    if (!existsSync(file)) continue;
    try {
      return JSON.parse(readFileSync(file, "utf8"));
    } catch {
      // Still being written.
    }
  }
  throw new Error("The profile was not written.");
}
