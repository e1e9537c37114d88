import { spawn } from "node:child_process";
import { root } from "./paths.mjs";
import { endProcess } from "./processes.mjs";

const active = new Set();

/**
 * Runs a program to its end and keeps what it said.
 * @returns {Promise<{code: number, output: string}>}
 */
export function run(command, args, { env = process.env, cwd = root, show = false, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], ...options });
    active.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8");
      stream.on("data", (text) => {
        output = (output + text).slice(-200_000);
        if (show) process.stdout.write(text);
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      active.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** The last lines of an output, for an error message. */
export function lastLines(output, count = 20) {
  return output.trimEnd().split("\n").slice(-count).join("\n");
}

/** Ends whatever `run` still runs, when everything is to stop. */
export async function endRuns() {
  await Promise.all([...active].map((child) => endProcess(child.pid)));
}
