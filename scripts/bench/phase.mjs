import { effortLine, readEffort } from "./database.mjs";
import { costLines, memoryLine } from "./meter.mjs";

/**
 * Runs one phase under the meter, and tells what it cost.
 * @template T
 * @param {object} bench what a part is given
 * @param {string} name
 * @param {() => Promise<T>} work
 * @param {{each?: string, count?: (result: T) => number, profile?: boolean}} [options] what the cost is divided by
 * @returns {Promise<{result: T, cost: ReturnType<import("./meter.mjs").Meter["stop"]>}>}
 */
export async function phase(bench, name, work, { each = "run", count = () => 0, profile = false } = {}) {
  const { meter, database, report, profiler, statements } = bench;
  const before = await readEffort(database);
  await statements.start();
  if (profile) await profiler.start();
  meter.start();
  const result = await work();
  const cost = meter.stop();
  const after = await readEffort(database);
  const number = count(result);
  report.say(
    `  CPU, ${name} (${(cost.wallMs / 1000).toFixed(1)} s${number ? `, ${number} × ${each}` : ""}):`,
  );
  for (const line of costLines(cost, number, each)) report.say(line);
  if (number) report.say(`    ${effortLine(before, after, number, each)}`);
  await statements.stop(number, each);
  report.say(`    most memory: ${memoryLine(cost.memory)}`);
  if (profile) await profiler.stop(name);
  report.details[name] = { ...cost, count: number, each, effort: difference(before, after) };
  return { result, cost };
}

function difference(before, after) {
  return Object.fromEntries(Object.keys(after).map((key) => [key, after[key] - before[key]]));
}
