import { pause } from "../setup/processes.mjs";
import { memoryLine } from "./meter.mjs";
import { mb } from "./numbers.mjs";
import { phase } from "./phase.mjs";

/** Memory and CPU of a system where nothing happens, `idleSeconds` after it started. */
export async function measureIdle(bench) {
  const { report, meter, settings, product } = bench;
  if (!product.fresh) report.say("  (It was running before: this is not its first minute.)");
  const spent = Date.now() - product.readyAt;
  await pause(Math.max(0, settings.idleSeconds * 1000 - spent));
  const memory = meter.memoryNow();
  report.say(`  ${memoryLine(memory)}`);
  report.add(`memory idle (PSS, without Postgres), ${settings.idleSeconds} s after the start`, {
    required: "350 MB",
    measured: mb(memory.total),
    met: memory.total <= 350 * 1024 * 1024,
    value: memory,
  });
  await phase(bench, "idle", () => pause(settings.quick ? 5_000 : 15_000));
}
