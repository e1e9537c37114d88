/** What live screens may be told about; equals the routers whose queries they refresh. */
export type Topic = "runs" | "reviews" | "workflows" | "audit" | "records" | "operations" | "settings";

/**
 * One transaction within one organization: row-level security sees only its rows. The same shape whether
 * `pg` (hot path) or Prisma (ordinary queries) carries it, so that an audit entry can be written in either.
 */
export interface Tx {
  readonly organizationId: string;
  /** Parameters are bound, never concatenated; cast uuids and JSON in the text (`$1::uuid`, `$2::jsonb`). */
  query<Row extends object>(text: string, params?: readonly unknown[]): Promise<Row[]>;
  /**
   * A statement whose answer nobody waits for: it leaves with what follows it, in order. If it fails, the
   * transaction fails, at the latest at its commit. Not for what may change nothing without that being an error.
   */
  send(text: string, params?: readonly unknown[]): void;
  /**
   * Like `send`, for a statement that must touch exactly so many rows (it returns them): if it does not, the
   * transaction fails with `orElse`. So a condition costs no round trip.
   */
  demand(text: string, params: readonly unknown[], demand: { rows: number; orElse: () => Error }): void;
  /** Tells live screens once the transaction has committed. */
  announce(topic: Topic, id?: string): void;
  /** Runs once the transaction has committed; errors are reported, never thrown into the caller. */
  afterCommit(work: () => Promise<void> | void): void;
}

/** Collects what a transaction wants done after its commit. */
export class AfterCommit {
  private readonly work: (() => Promise<void> | void)[] = [];
  readonly announcements: { topic: Topic; id?: string }[] = [];

  add(work: () => Promise<void> | void): void {
    this.work.push(work);
  }

  async run(report: (error: unknown) => void): Promise<void> {
    for (const work of this.work) {
      try {
        await work();
      } catch (error) {
        report(error);
      }
    }
  }
}
