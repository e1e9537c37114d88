import { startPostgres } from "./postgres.mjs";
import { pause } from "./processes.mjs";

const firstPauseMs = 200;
const longestPauseMs = 15_000;
/** Having run this long, it counts as well again. */
const steadyMs = 3_000;

/**
 * The embedded Postgres of a running Handoff. One that ends by itself (killed, out of memory) is started again over
 * the same data and on the same port, where everything that runs keeps looking for it.
 */
export class KeptPostgres {
  #options;
  #onGiveUp;
  #server;
  #stopping = false;
  #reviving = Promise.resolve();
  #pauseMs = firstPauseMs;

  /**
   * @param {{home: string, password: string, durable?: boolean, onGiveUp: (why: string) => void}} options
   *   `onGiveUp` hears of an end after which it could not be started again
   */
  constructor({ onGiveUp, ...options }) {
    this.#options = options;
    this.#onGiveUp = onGiveUp;
  }

  /** @throws {Refusal} when it does not start */
  async start() {
    await this.#launch();
  }

  get port() {
    return this.#server.port;
  }

  get socketFolder() {
    return this.#server.socketFolder;
  }

  url(database) {
    return this.#server.url(database);
  }

  async stop() {
    this.#stopping = true;
    await this.#reviving;
    await this.#server?.stop();
  }

  async #launch() {
    const server = await startPostgres({ ...this.#options, port: this.#server?.port });
    const started = Date.now();
    this.#server = server;
    server.exited.then(() => {
      if (this.#stopping) return;
      if (Date.now() - started > steadyMs) this.#pauseMs = firstPauseMs;
      this.#reviving = this.#revive();
    });
  }

  async #revive() {
    const wait = this.#pauseMs;
    this.#pauseMs = Math.min(wait * 2, longestPauseMs);
    process.stderr.write(`Postgres ended by itself; starting it again in ${wait / 1000} s\n`);
    await pause(wait);
    if (this.#stopping) return;
    try {
      await this.#launch();
    } catch (error) {
      this.#onGiveUp(error.message);
    }
  }
}
