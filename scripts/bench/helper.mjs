import { fork } from "node:child_process";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { endProcess } from "../setup/processes.mjs";

/**
 * Starts a program of the benchmark as a process of its own and asks it things.
 * @param {string} file the program; one beside this file by its name alone
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{pid: number, ask(what: string, options?: object): Promise<any>, end(): Promise<void>}}
 */
export function startHelper(file, env = process.env) {
  const name = basename(file, ".mjs");
  const child = fork(file === name ? fileURLToPath(new URL(`${name}.mjs`, import.meta.url)) : file, {
    env,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const open = new Map();
  let next = 0;
  child.on("message", ({ id, answer, fault }) => {
    const asked = open.get(id);
    open.delete(id);
    if (fault) asked?.reject(new Error(`${name}: ${fault}`));
    else asked?.resolve(answer);
  });
  child.on("error", (error) => {
    for (const { reject } of open.values()) reject(error);
  });
  child.once("exit", (code) => {
    for (const { reject } of open.values()) reject(new Error(`${name} ended with code ${code}.`));
  });
  return {
    pid: child.pid ?? 0,
    ask: (what, options = {}) =>
      new Promise((resolve, reject) => {
        if (!child.connected) return reject(new Error(`${name} has ended.`));
        const id = next++;
        open.set(id, { resolve, reject });
        child.send({ id, what, options });
      }),
    end: () => endProcess(child.pid),
  };
}

/**
 * The other side: answers what the benchmark asks, and ends with it.
 * @param {Record<string, (options: any) => unknown>} answers
 */
export function serveBenchmark(answers) {
  process.on("message", async ({ id, what, options }) => {
    try {
      process.send?.({ id, answer: await answers[what](options) });
    } catch (error) {
      process.send?.({ id, fault: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.on("disconnect", () => process.exit(0));
}

/** Milliseconds since 1970, with fractions. */
export function now() {
  return anchor + performance.now();
}
const anchor = Date.now() - performance.now();
