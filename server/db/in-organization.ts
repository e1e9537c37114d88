import type { PoolClient } from "pg";
import { publishLive } from "@/server/live/publish";
import { reportError } from "@/server/report-error";
import { pool } from "./pools";
import { type PrismaTransaction, prisma } from "./prisma";
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
      return work({
        organizationId,
        db,
        query: async <Row extends object>(text: string, params: readonly unknown[] = []) =>
          db.$queryRawUnsafe<Row[]>(text, ...params),
        ...hooks(after),
      });
    },
    { maxWait: 10_000, timeout: 20_000 },
  );
  await finish(organizationId, after);
  return result;
}

/** The hot path (intake, steps, effects): the same over plain `pg`, several times cheaper than Prisma. */
export async function inOrganizationFast<T>(
  organizationId: string,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  const client = await pool("app").connect();
  const after = new AfterCommit();
  let broken: Error | undefined;
  let result: T;
  try {
    await client.query("BEGIN");
    await client.query(SET_ORGANIZATION, [organizationId]);
    result = await work({ organizationId, query: queryOn(client), ...hooks(after) });
    await client.query("COMMIT");
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

function queryOn(client: PoolClient): Tx["query"] {
  return async <Row extends object>(text: string, params: readonly unknown[] = []) => {
    const { rows } = await client.query<Row>(text, [...params]);
    return rows;
  };
}
