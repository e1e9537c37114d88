import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { placePostgres } from "../setup/postgres-place.mjs";
import { commandOf, isAlive } from "../setup/processes.mjs";

const shortestMs = 5_000;
const longestMs = 20_000;

/** What each process is known by, in its command; Next.js names its own. */
const programs = { worker: "worker.mjs", intake: "intake.mjs", web: "next" };

/**
 * Kills a process of one Handoff every 5 to 20 seconds, without warning: worker, intake, web or Postgres. Only what
 * that Handoff's supervisor started itself; which and when follows from the seed.
 */
export class Killer {
  #supervisor;
  #home;
  #seed;
  #timer;
  #turn = 0;
  #kills = { worker: 0, intake: 0, web: 0, postgres: 0 };

  constructor({ home, supervisor, seed }) {
    this.#home = home;
    this.#supervisor = supervisor;
    this.#seed = seed;
  }

  start() {
    const wait = shortestMs + this.#draw("pause", longestMs - shortestMs);
    this.#timer = setTimeout(() => {
      this.#strike();
      this.start();
    }, wait);
  }

  /** @returns how often it killed what */
  async stop() {
    clearTimeout(this.#timer);
    return this.#kills;
  }

  #strike() {
    this.#turn += 1;
    // The worker twice: it does the most that must not be lost.
    const names = ["worker", "postgres", "intake", "web", "worker"];
    const name = names[this.#draw("victim", names.length)];
    const pid = name === "postgres" ? this.#postmaster() : this.#program(name);
    // It may not be back yet from the last time.
    if (!pid) return;
    process.kill(pid, "SIGKILL");
    this.#kills[name] += 1;
    console.log(`  · ${new Date().toISOString().slice(11, 19)} killed ${name} (${pid})`);
  }

  #program(name) {
    const { processes } = JSON.parse(readFileSync(join(this.#home, "running.json"), "utf8"));
    return processes.find(
      (pid) => isAlive(pid) && commandOf(pid).includes(programs[name]) && this.#isOurs(pid),
    );
  }

  #postmaster() {
    const lock = join(placePostgres(this.#home).data, "postmaster.pid");
    if (!existsSync(lock)) return undefined;
    const pid = Number(readFileSync(lock, "utf8").split("\n")[0]);
    return isAlive(pid) && this.#isOurs(pid) ? pid : undefined;
  }

  /** A number alone may since belong to somebody else. */
  #isOurs(pid) {
    const parent = execFileSync("ps", ["-o", "ppid=", "-p", String(pid)], { encoding: "utf8" });
    return Number(parent) === this.#supervisor;
  }

  #draw(what, below) {
    const digest = createHash("sha256").update(`${this.#seed}/${what}/${this.#turn}`).digest();
    return digest.readUInt32BE(0) % below;
  }
}
