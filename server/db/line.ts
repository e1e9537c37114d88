import type { Socket } from "node:net";
import type { PoolClient, QueryConfig } from "pg";

/**
 * A connection during one transaction. What waits for no answer leaves together with what follows it, in one
 * write: a system call costs more than most statements.
 */
export class Line {
  private readonly sent: Promise<unknown>[] = [];
  /** Of what nobody waited for, the first that failed. */
  failure: unknown;

  constructor(private readonly client: PoolClient) {}

  async ask<Row extends object>(statement: QueryConfig): Promise<Row[]> {
    this.hold();
    return (await this.client.query<Row>(statement)).rows;
  }

  /** @param explain what a failure of it means */
  send(statement: QueryConfig | string, explain = (error: unknown) => error): void {
    this.hold();
    this.sent.push(
      this.client.query(statement).catch((error: unknown) => {
        this.failure ??= explain(error);
      }),
    );
  }

  /** @throws what failed of what was sent; then everything is undone */
  async commit(): Promise<void> {
    this.hold();
    const committed = await this.client.query("COMMIT");
    await Promise.all(this.sent);
    if (this.failure !== undefined) throw this.failure;
    // Postgres answers a commit of what has failed by rolling back, without an error.
    if (committed.command !== "COMMIT") throw new Error("The transaction had failed and was undone.");
  }

  /** Until the work under way has nothing more to say. The one place that knows where `pg` keeps its socket. */
  private hold(): void {
    const { stream } = (this.client as unknown as { connection: { stream: Socket } }).connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
  }
}
