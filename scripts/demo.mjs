import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { bundle, bundlePath } from "./bundle.mjs";
import { homeFolder, root } from "./setup/paths.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";
import { whoRuns } from "./setup/running.mjs";

/** `npm run demo`: tells the product's story against the running Handoff, or starts one for as long as it takes. */

const STARTS_WITHIN_MS = 15 * 60_000;

async function main() {
  const home = homeFolder();
  let started;
  if (!whoRuns(home)?.ready) {
    started = spawn(process.execPath, [join(root, "scripts", "start.mjs")], { cwd: root, stdio: "inherit" });
  }
  try {
    const running = await untilReady(home, started);
    await bundle(["demo"]);
    return await tell({ home, ...running });
  } finally {
    if (started && started.exitCode === null) {
      started.kill("SIGTERM");
      await new Promise((resolve) => started.once("exit", resolve));
    }
  }
}

async function untilReady(home, started) {
  const deadline = Date.now() + STARTS_WITHIN_MS;
  while (Date.now() < deadline) {
    const running = whoRuns(home);
    if (running?.ready) return running;
    if (started && started.exitCode !== null)
      throw new Refusal("Handoff did not start; what it said stands above.");
    await pause(250);
  }
  throw new Refusal("Handoff did not become ready in time. Start it with npm start, then try again.");
}

function tell({ home, origin, mailbox }) {
  const child = spawn(process.execPath, ["--enable-source-maps", bundlePath("demo")], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, HANDOFF_HOME: home, HANDOFF_ORIGIN: origin, HANDOFF_MAILBOX_URL: mailbox ?? "" },
  });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

await commandLine(main);
