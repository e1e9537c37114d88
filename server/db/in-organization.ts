import { publishLive } from "@/server/live/publish";
import { reportError } from "@/server/report-error";
import { inOneWrite } from "./in-one-write";
import { pool } from "./pools";
import { type PrismaTransaction, prisma } from "./prisma";
import { statement } from "./statement";
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
      const send: Tx["send"] = (text, params) => {
        const answer = query(text, params);
        answer.catch(() => undefined);
        sent.push(answer);
      };
      const answer = await work({ organizationId, db, query, send, ...hooks(after) });
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
  work: (tx: Tx) => Promise<T>,
  options: { durable?: boolean } = {},
): Promise<T> {
  const client = await pool("app").connect();
  const after = new AfterCommit();
  // In the order in which they were sent: the first that failed says why.
  const sent: Promise<unknown>[] = [];
  const send = (answer: Promise<unknown>) => {
    answer.catch(() => undefined);
    sent.push(answer);
  };
  let broken: Error | undefined;
  let result: T;
  try {
    inOneWrite(client);
    send(client.query(begin(organizationId, options.durable ?? true)));
    result = await work({
      organizationId,
      query: async <Row extends object>(text: string, params?: readonly unknown[]) => {
        inOneWrite(client);
        return (await client.query<Row>(statement(text, params))).rows;
      },
      send: (text, params) => {
        inOneWrite(client);
        send(client.query(statement(text, params)));
      },
      ...hooks(after),
    });
    inOneWrite(client);
    const committed = client.query("COMMIT");
    send(committed);
    for (const answer of sent) await answer;
    // Postgres answers a commit of what has failed by rolling back, without an error.
    if ((await committed).command !== "COMMIT") throw new Error("The transaction had failed and was undone.");
  } catch (error) {
    await client.query("ROLLBACK").catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw error;
  } finally {
    // A connection that could not roll back is in an unknown state: it must not serve another organization.
    client.release(broken);
  }
  await finish(organizationId, after);
  return result;
}

/** One read that sees one organization, in a single round trip. Rows of a statement that changes nothing. */
export async function readInOrganization<Row extends object>(
  organizationId: string,
  text: string,
  params: readonly unknown[] = [],
): Promise<Row[]> {
  const client = await pool("app").connect();
  let broken: Error | undefined;
  try {
    inOneWrite(client);
    const answers = await Promise.allSettled([
      client.query(begin(organizationId, false)),
      client.query<Row>(statement(text, params)),
      client.query("COMMIT"),
    ]);
    const failed = answers.find((answer) => answer.status === "rejected");
    if (answers[2].status === "rejected") broken = new Error("The connection is in an unknown state.");
    if (failed) throw failed.reason;
    return answers[1].status === "fulfilled" ? answers[1].value.rows : [];
  } finally {
    client.release(broken);
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** One message instead of two; several statements in one cannot have parameters, so the id is checked here. */
function begin(organizationId: string, durable: boolean): string {
  if (!UUID.test(organizationId)) throw new RangeError("An organization's id is a UUID.");
  const relaxed = durable ? "" : "SET LOCAL synchronous_commit = off; ";
  return `BEGIN; ${relaxed}SELECT set_config('app.organization_id', '${organizationId}', true)`;
}
