import type { PoolClient, QueryConfig, QueryResult } from "pg";
import { Batch } from "./batch";
import { statement } from "./statement";

/**
 * A connection during one transaction. What waits for no answer leaves together with what follows it, as one
 * batch: a system call costs more than most statements.
 */
export class Line {
  private readonly sent: Promise<unknown>[] = [];
  private batch: Batch | undefined;
  /** Of what nobody waited for, the first that failed. */
  failure: unknown;

  constructor(private readonly client: PoolClient) {}

  async ask<Row extends object>(asked: QueryConfig): Promise<Row[]> {
    return (await this.add<Row>(asked)).rows;
  }

  /** @param explain what a failure of it means */
  send(sent: QueryConfig, explain = (error: unknown) => error): void {
    this.sent.push(
      this.add(sent).catch((error: unknown) => {
        this.failure ??= explain(error);
      }),
    );
  }

  /** @throws what failed of what was sent; then everything is undone */
  async commit(): Promise<void> {
    const committed = await this.add(statement("COMMIT"));
    await Promise.all(this.sent);
    if (this.failure !== undefined) throw this.failure;
    // Postgres answers a commit of what has failed by rolling back, without an error.
    if (committed.command !== "COMMIT") throw new Error("The transaction had failed and was undone.");
  }

  /** After whatever is still on its way. */
  async rollback(): Promise<void> {
    this.leave();
    await this.client.query("ROLLBACK");
  }

  private add<Row extends object>(asked: QueryConfig): Promise<QueryResult<Row>> {
    if (!this.batch) {
      this.batch = new Batch();
      // When the work under way has nothing more to say.
      process.nextTick(() => this.leave());
    }
    return this.batch.add<Row>(asked);
  }

  private leave(): void {
    const { batch } = this;
    this.batch = undefined;
    if (batch) this.client.query(batch);
  }
}
