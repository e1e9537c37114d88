import type { Socket } from "node:net";
import type { PoolClient } from "pg";

/**
 * Holds what is sent to the database until the work under way has nothing more to say, so that statements that
 * wait for no answer leave in one write: a system call costs more than most statements. The one place that knows
 * where `pg` keeps its socket.
 */
export function inOneWrite(client: PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.cork();
  process.nextTick(() => stream.uncork());
}
