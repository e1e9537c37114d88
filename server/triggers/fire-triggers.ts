import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";
import type { Tx } from "@/server/db/tx";
import { reportError } from "@/server/report-error";
import { claimCursor } from "./cursor";
import { fireSchedule } from "./fire-schedule";
import { fireThreshold } from "./fire-threshold";

const BATCH = 100;
/** A trigger that fails stands aside for so long, that the others fire. */
const ASIDE_SECONDS = 60;

/** By cursor, until when by this process's own clock. */
const aside = new Map<string, number>();

/**
 * Fires what time has made due. Any number of workers may do so at once: a cursor is claimed with its row, and
 * moves in the transaction that keeps its events.
 * @returns in how many milliseconds there is more to do; 0 at once, null when nothing is known to come
 */
export async function fireTriggers(): Promise<number | null> {
  const waiting = [...aside].filter(([, until]) => until > performance.now()).map(([id]) => id);
  const { rows } = await pool("engine").query<{ id: string; organizationId: string }>(
    `SELECT id, organization_id AS "organizationId" FROM trigger_cursor
     WHERE due_at <= engine.now() AND id <> ALL($1::uuid[]) ORDER BY due_at LIMIT ${BATCH}`,
    [waiting],
  );
  let fired = 0;
  for (const { id, organizationId } of rows) {
    try {
      if (await inOrganizationFast(organizationId, (tx) => fire(tx, id))) fired += 1;
      aside.delete(id);
    } catch (error) {
      aside.set(id, performance.now() + ASIDE_SECONDS * 1_000);
      reportError(error);
    }
  }
  // Others may hold what is due: then there is nothing to hurry for.
  return fired > 0 ? 0 : untilNext([...waiting, ...rows.map(({ id }) => id)]);
}

/** @returns whether the cursor was there to be claimed */
async function fire(tx: Tx, id: string): Promise<boolean> {
  const cursor = await claimCursor(tx, id);
  if (!cursor) return false;
  const { rule } = cursor;
  if (rule.kind === "schedule") fireSchedule(tx, { ...cursor, rule });
  else await fireThreshold(tx, { ...cursor, rule });
  return true;
}

async function untilNext(except: readonly string[]): Promise<number | null> {
  const { rows } = await pool("engine").query<{ ms: number | null }>(
    `SELECT (extract(epoch FROM min(due_at) - engine.now()) * 1000)::float8 AS ms
     FROM trigger_cursor WHERE due_at IS NOT NULL AND id <> ALL($1::uuid[])`,
    [except],
  );
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Math.max(0, ms);
}
