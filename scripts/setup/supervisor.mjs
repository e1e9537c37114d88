import { spawn } from "node:child_process";
import { closeSync, readFileSync, writeSync } from "node:fs";
import { connect } from "node:net";
import { logFile, openLog } from "./logs.mjs";
import { root } from "./paths.mjs";
import { endProcess, pause } from "./processes.mjs";
import { Refusal } from "./refusal.mjs";
import { lastLines } from "./run.mjs";

const guard = new URL("end-with-parent.mjs", import.meta.url).href;
const firstPauseMs = 500;
const longestPauseMs = 30_000;
/** Having run this long, a process counts as well again. */
const steadyMs = 60_000;
const startWithinMs = 60_000;

/**
 * Runs the product's processes and keeps them running.
 * @typedef {{name: string, args: string[], env: Record<string, string>, port: number}} Program `args` follow `node`;
 *   it is ready when its loopback port answers.
 */
export class Supervisor {
  #home;
  #running = new Map();
  #stopping = false;
  #onChange;

  /** @param {(pids: number[]) => void} onChange hears of every process that is started */
  constructor(home, onChange = () => undefined) {
    this.#home = home;
    this.#onChange = onChange;
  }

  /** Starts a program and waits until it is ready; one that ends before that will not be tried again. */
  async start(program) {
    const attempt = this.#spawn(program);
    for (const end = Date.now() + startWithinMs; !(await answers(program.port)); await pause(50)) {
      if (this.#stopping) return;
      if (attempt.ended || Date.now() > end) {
        const said = lastLines(readFileSync(logFile(this.#home, program.name), "utf8"), 15);
        throw new Refusal(
          `The ${program.name} process did not start. Its log (${logFile(this.#home, program.name)}) ends with:\n\n${said}`,
        );
      }
    }
    attempt.mayRestart = true;
  }

  /** Ends a program and starts it anew, as after a change in development. */
  async restart(name) {
    const current = this.#running.get(name);
    if (!current || current.ended) return;
    current.pauseMs = 0;
    await endProcess(current.child.pid);
  }

  /** Ends everything, the last started first: what takes requests goes before what answers them. */
  async stop() {
    this.#stopping = true;
    for (const { child, timer } of [...this.#running.values()].reverse()) {
      clearTimeout(timer);
      if (child.exitCode === null && child.signalCode === null) await endProcess(child.pid);
    }
  }

  /** @param {number} [pauseMs] how long to wait before the next try, should this one end; none: do not try again */
  #spawn(program, pauseMs) {
    const log = openLog(this.#home, program.name);
    const started = Date.now();
    const child = spawn(process.execPath, ["--import", guard, "--heap-growing-percent=40", ...program.args], {
      cwd: root,
      env: { ...program.env, HANDOFF_SUPERVISOR: String(process.pid) },
      // A group of its own: on Ctrl+C we decide the order.
      detached: true,
      stdio: ["ignore", log, "pipe", "ipc"],
    });
    const attempt = {
      child,
      ended: false,
      mayRestart: pauseMs !== undefined,
      pauseMs: pauseMs ?? firstPauseMs,
    };
    this.#running.set(program.name, attempt);
    this.#onChange([...this.#running.values()].map((each) => each.child.pid));
    child.stderr.on("data", (text) => {
      writeSync(log, text);
      process.stderr.write(prefixed(program.name, text));
    });
    child.once("error", () => undefined);
    child.once("close", (code, signal) => {
      closeSync(log);
      attempt.ended = true;
      if (this.#stopping || !attempt.mayRestart) return;
      const wait =
        Date.now() - started > steadyMs ? Math.min(attempt.pauseMs, firstPauseMs) : attempt.pauseMs;
      if (wait > 0) {
        const how = signal ?? `code ${code}`;
        process.stderr.write(
          prefixed(program.name, `ended (${how}); starting it again in ${wait / 1000} s\n`),
        );
      }
      const next = Math.min(Math.max(wait, firstPauseMs / 2) * 2, longestPauseMs);
      attempt.timer = setTimeout(() => this.#spawn(program, next), wait);
    });
    return attempt;
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

function prefixed(name, text) {
  return String(text).replace(/^(?=.)/gm, `[${name}] `);
}
