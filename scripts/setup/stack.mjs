import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundlePath, hasBundle, watchBundles } from "../bundle.mjs";
import { readSecrets } from "../environment.mjs";
import { ensureOwnDatabase } from "./database.mjs";
import { KeptPostgres } from "./kept-postgres.mjs";
import { step } from "./progress.mjs";
import { endRuns } from "./run.mjs";
import { leaveHome, noteRunning } from "./running.mjs";
import { Supervisor } from "./supervisor.mjs";
import { nextCli } from "./web-build.mjs";

/** What runs while Handoff runs, and how it ends. */
export class Stack {
  interrupted = false;
  secrets;
  #home;
  #development;
  #supervisor;
  #postgres;
  #mailbox;
  #stopWatching;
  #ending;
  #onPostgresEnd = () => undefined;

  constructor(home, development) {
    this.#home = home;
    this.#development = development;
    this.secrets = readSecrets(home);
    this.#supervisor = new Supervisor(home, (processes) => noteRunning(home, { processes }));
  }

  /** Starts the embedded Postgres; returns the owner's address of its database. */
  async startDatabase() {
    let url;
    await step("Starting Postgres", async () => {
      this.#postgres = new KeptPostgres({
        home: this.#home,
        password: this.secrets.postgresPassword,
        onGiveUp: (why) => this.#onPostgresEnd(why),
      });
      await this.#postgres.start();
      url = await ensureOwnDatabase(this.#postgres, this.secrets.ownerPassword);
    });
    return url;
  }

  /** Starts the programs one after the other, the public one last. */
  async startPrograms(env, mailbox) {
    const program = (name, port, own = env) => ({
      name,
      port: Number(port),
      env: own,
      args: ["--enable-source-maps", bundlePath(name)],
    });
    const programs = [
      program("worker", env.HANDOFF_WORKER_PORT),
      this.#web(env),
      program("intake", env.PORT),
    ].filter(({ name }) => name === "web" || hasBundle(name));
    if (mailbox) this.#mailbox = await openMailbox(this.#home, { ...mailbox, intake: Number(env.PORT) });
    for (const each of programs) await this.#supervisor.start(each);
    if (this.#development) {
      const bundled = programs.map(({ name }) => name).filter((name) => name !== "web");
      this.#stopWatching = await watchBundles(() => bundled.map((name) => this.#supervisor.restart(name)));
    }
  }

  /** Resolves with the exit code once a signal, or a Postgres that cannot be kept, has ended everything. */
  ended() {
    return new Promise((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
        // npm passes on a Ctrl+C that the terminal has already sent: hearing it twice means nothing.
        process.on(signal, () => {
          if (this.interrupted) return;
          this.interrupted = true;
          process.stdout.write("\nStopping …\n");
          this.stop().then(() => resolve(0));
        });
      }
      this.#onPostgresEnd = (why) => {
        if (this.#ending) return;
        const log = join(this.#home, "logs", "postgres.log");
        process.stderr.write(`\nPostgres ended and cannot be started again: ${why} See ${log}. Stopping.\n`);
        this.stop().then(() => resolve(1));
      };
    });
  }

  stop() {
    this.#ending ??= (async () => {
      await endRuns();
      await this.#stopWatching?.();
      await this.#supervisor.stop();
      await this.#mailbox?.close();
      await this.#postgres?.stop();
      leaveHome(this.#home);
    })();
    return this.#ending;
  }

  #web(env) {
    const command = this.#development ? "dev" : "start";
    return {
      name: "web",
      // Without source maps: those of the pages are four times as large as their code, and are kept in memory.
      port: Number(env.HANDOFF_WEB_PORT),
      args: [nextCli, command, "-H", "127.0.0.1", "-p", env.HANDOFF_WEB_PORT],
      env: this.#development ? { ...env, NODE_ENV: "development" } : env,
    };
  }
}

/** In this process: one of its own would cost 25 MB for what a machine without a mail server needs a few times a day. */
async function openMailbox(home, ports) {
  const program = await import(pathToFileURL(bundlePath("mailbox")).href);
  return await program.openMailbox(home, ports);
}
