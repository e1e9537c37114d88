import pg, { type Connection, type QueryConfig, type QueryResult } from "pg";

/** What `pg` tells a query of how it is answered; its types leave that out. */
type Answered = pg.Query & {
  handleRowDescription(message: unknown): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, connection: Connection): void;
  handleReadyForQuery(connection: Connection): void;
  handleError(error: Error, connection: Connection): void;
};

type Submitted = { submittedNamedStatements: Record<string, string> };

/**
 * Statements that are sent and answered as one: Postgres writes all its answers when it meets the one sync at the
 * end, and we wake up once to read them. What follows one that fails is not run. A query to `pg`, made of
 * queries of `pg`: those know how each is written and read.
 */
export class Batch extends pg.Query {
  /** Of the statement that is answered next: what `pg` remembers as parsed. */
  name: string | undefined;
  text = "";
  private readonly queries: { query: Answered; name?: string; text: string }[] = [];
  private answered = 0;

  constructor() {
    super("");
  }

  /** @returns what it is answered, once all are answered */
  add<Row extends object>({ name, text, values }: QueryConfig): Promise<QueryResult<Row>> {
    return new Promise((resolve, reject) => {
      const config: QueryConfig & { queryMode: string } = { name, text, values, queryMode: "extended" };
      const query = new pg.Query(config, (error, result) => (error ? reject(error) : resolve(result)));
      this.queries.push({ query: query as Answered, name, text });
    });
  }

  override submit = (connection: Connection): void => {
    const part: Connection = Object.create(connection, {
      sync: { value: () => undefined },
      // Said of a statement with a value that cannot be written: what is around it must not be done without it.
      close: { value: () => connection.stream.destroy(new Error("A value cannot be sent to Postgres.")) },
    });
    connection.stream.cork();
    for (const { query } of this.queries) query.submit(part);
    connection.sync();
    connection.stream.uncork();
    this.expect(0);
  };

  handleRowDescription(message: unknown): void {
    this.queries[this.answered]?.query.handleRowDescription(message);
  }

  handleDataRow(message: unknown): void {
    this.queries[this.answered]?.query.handleDataRow(message);
  }

  handleCommandComplete(message: unknown, connection: Connection): void {
    this.queries[this.answered]?.query.handleCommandComplete(message, connection);
    this.expect(this.answered + 1);
  }

  handleReadyForQuery(connection: Connection): void {
    for (const { query } of this.queries) query.handleReadyForQuery(connection);
  }

  handleError(error: Error, connection: Connection): void {
    const { submittedNamedStatements } = connection as unknown as Submitted;
    for (const [index, { query, name }] of this.queries.entries()) {
      if (index < this.answered) {
        query.handleReadyForQuery(connection);
        continue;
      }
      if (name) delete submittedNamedStatements[name];
      query.handleError(error, connection);
    }
  }

  private expect(index: number): void {
    this.answered = index;
    const next = this.queries[index];
    this.name = next?.name;
    this.text = next?.text ?? "";
  }
}
