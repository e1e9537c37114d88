import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { checkoutFolder, root } from "./paths.mjs";
import { run } from "./run.mjs";

/** Runs the test runners, showing what they say, and counts from their own reports. */

const reports = join(checkoutFolder, "reports");

/**
 * @param {string[]} projects of vitest.config.ts
 * @param {string[]} [files] all unless given
 * @param {{ reporter?: string }} [options] "verbose" tells of each test as it ends
 */
export async function runVitest(projects, files = [], { reporter = "default" } = {}) {
  const report = freshReport("vitest");
  const { code } = await run(
    process.execPath,
    [
      join(root, "node_modules", "vitest", "vitest.mjs"),
      "run",
      ...files,
      ...projects.map((name) => `--project=${name}`),
      ...[`--reporter=${reporter}`, "--reporter=json", `--outputFile.json=${report}`],
    ],
    { show: true },
  );
  return count("vitest", code, report, ({ numPassedTests, numTotalTests }) => ({
    passed: numPassedTests,
    // What was skipped was not tried, and counts as such.
    failed: numTotalTests - numPassedTests,
  }));
}

/** @param {Record<string, string>} settings for playwright.config.ts */
export async function runPlaywright(settings) {
  const report = freshReport("playwright");
  const { code } = await run(
    process.execPath,
    [join(root, "node_modules", "@playwright", "test", "cli.js"), "test", "--reporter=list,json"],
    { show: true, env: { ...process.env, ...settings, PLAYWRIGHT_JSON_OUTPUT_FILE: report } },
  );
  return count("playwright", code, report, ({ stats: { expected, unexpected, flaky, skipped } }) => ({
    passed: expected,
    failed: unexpected + flaky + skipped,
  }));
}

function count(runner, code, report, read) {
  if (!existsSync(report)) {
    console.log(`${runner} ended without a report.`);
    return { passed: 0, failed: 1 };
  }
  const { passed, failed } = read(JSON.parse(readFileSync(report, "utf8")));
  if (passed + failed === 0) {
    console.log(`${runner} ran no test.`);
    return { passed: 0, failed: 1 };
  }
  // Something outside the tests failed: a file that does not load, an error nobody caught.
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function freshReport(name) {
  mkdirSync(reports, { recursive: true });
  const file = join(reports, `${name}.json`);
  rmSync(file, { force: true });
  return file;
}
