import { publishLive } from "@/server/live/publish";
import { reportError } from "@/server/report-error";
import { Line } from "./line";
import { pool } from "./pools";
import { type PrismaTransaction, prisma } from "./prisma";
import { BEGIN, RELAXED, statement } from "./statement";
import { AfterCommit, type Topic, type Tx } from "./tx";

const SET_ORGANIZATION = "SELECT set_config('app.organization_id', $1, true)";

/** A transaction that also carries Prisma's typed queries. */
export interface PrismaTx extends Tx {
  readonly db: PrismaTransaction;
}

function hooks(after: AfterCommit) {
  return {
    announce: (topic: Topic, id?: string) => void after.announcements.push({ topic, id }),
    afterCommit: (work: () => Promise<void> | void) => after.add(work),
  };
}

async function finish(organizationId: string, after: AfterCommit): Promise<void> {
  if (after.announcements.length > 0) publishLive(organizationId, after.announcements);
  await after.run(reportError);
}

/**
 * Ordinary queries: a Prisma transaction that sees one organization. Rolls back when `work` throws.
 * @throws whatever `work` throws; Prisma's errors when the database cannot be reached.
 */
export async function inOrganization<T>(
  organizationId: string,
  work: (tx: PrismaTx) => Promise<T>,
): Promise<T> {
  const after = new AfterCommit();
  const result = await prisma().$transaction(
    async (db) => {
      await db.$queryRawUnsafe(SET_ORGANIZATION, organizationId);
      const query = async <Row extends object>(text: string, params: readonly unknown[] = []) =>
        db.$queryRawUnsafe<Row[]>(text, ...params);
      const sent: Promise<unknown>[] = [];
      const keep = (answer: Promise<unknown>) => {
        answer.catch(() => undefined);
        sent.push(answer);
      };
      const answer = await work({
        organizationId,
        db,
        query,
        send: (text, params) => keep(query(text, params)),
        demand: (text, params, { rows, orElse }) =>
          keep(
            query(text, params).then((found) => {
              if (found.length !== rows) throw orElse();
            }),
          ),
        ...hooks(after),
      });
      for (const each of sent) await each;
      return answer;
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
  await finish(organizationId, after);
  return result;
}

/**
 * The hot path (intake, steps, effects): the same over plain `pg`, several times cheaper than Prisma.
 * @param options.durable `false` answers before the commit is on disk. Only for what is done again by itself
 *   when a power cut takes it; commits stay in order, so whatever is durable after it has it too.
 */
export async function inOrganizationFast<T>(
  organizationId: string,
  work: (tx: Tx) => T | Promise<T>,
  options: { durable?: boolean } = {},
): Promise<T> {
  const client = await pool("app").connect();
  const after = new AfterCommit();
  const line = new Line(client);
  let broken: Error | undefined;
  let result: T;
  try {
    begin(line, organizationId, options.durable ?? true);
    result = await work({
      organizationId,
      query: (text, params) => line.ask(statement(text, params)),
      send: (text, params) => line.send(statement(text, params)),
      demand: (text, params, { rows, orElse }) =>
        line.send(statement(demanding(text, params.length), [...params, rows]), (error) =>
          isDivisionByZero(error) ? orElse() : error,
        ),
      ...hooks(after),
    });
    await line.commit();
  } catch (error) {
    await line.rollback().catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    // What was sent before and failed is why what followed failed too.
    throw line.failure ?? error;
  } finally {
    // A connection that could not roll back is in an unknown state: it must not serve another organization.
    client.release(broken);
  }
  await finish(organizationId, after);
  return result;
}

/**
 * Reads that see one organization, in a single round trip: all are asked for at once, before the first answer.
 * @param work asks synchronously; what it asks later fails
 */
export async function readInOrganization<T>(
  organizationId: string,
  work: (query: Tx["query"]) => Promise<T>,
): Promise<T> {
  const client = await pool("app").connect();
  const line = new Line(client);
  let broken: Error | undefined;
  try {
    begin(line, organizationId, false);
    let open = true;
    const result = work(async (text, params) => {
      if (!open) throw new Error("All reads of one round trip are asked for at once.");
      return line.ask(statement(text, params));
    });
    open = false;
    await Promise.all([result, line.commit()]);
    return await result;
  } catch (error) {
    await line.rollback().catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw line.failure ?? error;
  } finally {
    client.release(broken);
  }
}

function begin(line: Line, organizationId: string, durable: boolean): void {
  line.send(BEGIN);
  line.send(statement(durable ? SET_ORGANIZATION : `${SET_ORGANIZATION}, ${RELAXED}`, [organizationId]));
}

/** The text of a statement that fails unless it touches as many rows as its last parameter says. */
function demanding(text: string, params: number): string {
  return `WITH touched AS (${text}) SELECT 1 / (count(*) = $${params + 1}::int)::int FROM touched`;
}

function isDivisionByZero(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "22012";
}
