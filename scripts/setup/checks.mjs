import { existsSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";
import { seconds } from "./progress.mjs";
import { run } from "./run.mjs";
import { nextCli } from "./web-build.mjs";

const bin = (name) => join(root, "node_modules", ".bin", name);
const ours = ["app", "components", "workflow", "server", "inngest", "prisma", "e2e"];

const checks = {
  async types() {
    // Writes the types of the routes, which the pages' types build on.
    const routes = await run(process.execPath, [nextCli, "typegen"], { env: quiet() });
    if (routes.code !== 0) return routes;
    return run(bin("tsc"), ["--noEmit", "-p", "."], { env: quiet() });
  },
  "format and lint": () => run(bin("biome"), ["ci", "--colors=off", "."], { env: quiet() }),
  "import rules": () =>
    run(bin("depcruise"), ["--config", ".dependency-cruiser.cjs", ...ours.filter(exists)], { env: quiet() }),
  "dead code": () => run(bin("knip"), ["--no-progress"], { env: quiet() }),
};

/**
 * Checks that need no database and run none of the code. Each says one line; what fails is shown in full.
 * @returns {Promise<{passed: number, failed: number}>}
 */
export async function runChecks() {
  const count = { passed: 0, failed: 0 };
  for (const [name, check] of Object.entries(checks)) {
    const started = Date.now();
    const { code, output } = await check();
    count[code === 0 ? "passed" : "failed"] += 1;
    console.log(`${code === 0 ? "✓" : "✗"} ${name} (${seconds(started)})`);
    if (code !== 0) console.log(output);
  }
  return count;
}

const exists = (folder) => existsSync(join(root, folder));
const quiet = () => ({ ...process.env, NEXT_TELEMETRY_DISABLED: "1" });
