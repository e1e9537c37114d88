import type { Pool, PoolClient } from "pg";
import { rowId } from "@/server/db/row-id";
import { statement } from "@/server/db/statement";
import { CLAIMED } from "./claim";
import { type Candidate, giveTurns, type Slot } from "./concurrency";
import type { EngineEvent } from "./protocol";
import { type Lease, toJsonb } from "./store";

/**
 * Who gives turns, one at a time over all processes: counted by two at once, a limit is overrun. A lock per key
 * would let two functions be served side by side, but a run with two keys needs both, and a round takes
 * milliseconds for as many runs as there is room.
 */
const LOCK = 4_208_153;
/** So many that are due are looked at in one round; the others in the next, which follows at once. */
const BATCH = 200;
/** So long it is taken for granted that no function has a limit. */
const NONE_MS = 1_000;

/**
 * Runs of functions with a concurrency limit. A run counts while it is held (`turn.held`), not while it waits; a
 * holder that dies gives its turn to whoever takes the same run over. Who finds no turn leaves the queue
 * (`available_at` infinity) and stands in line for the key that was full, so that a long line costs nothing.
 */
export function createTurns(pool: Pool) {
  let noneUntil = 0;

  return {
    /** Starts runs that count against `slots`, each once per function and event for ever. */
    async start(
      runs: readonly {
        functionId: string;
        event: EngineEvent & { id: string };
        slots: readonly Slot[];
        share: string;
      }[],
    ): Promise<void> {
      for (const { functionId, event, slots, share } of runs) {
        await pool.query(
          statement(START, [
            functionId,
            event.id,
            toJsonb(event),
            slots.map(({ key }) => key),
            slots.map(({ most }) => most),
            share,
            rowId(),
          ]),
        );
      }
      if (runs.length > 0) noneUntil = 0;
    },

    /** Takes up to `room` runs that are due and whose turn it is. */
    async claim(owner: string, room: number, leaseMs: number): Promise<Lease[]> {
      if (performance.now() < noneUntil) return [];
      const connection = await pool.connect();
      let broken: Error | undefined;
      try {
        const { rows } = await connection.query("SELECT 1 FROM engine.turn LIMIT 1");
        if (rows.length === 0) {
          noneUntil = performance.now() + NONE_MS;
          return [];
        }
        return await claimInTurn(connection, owner, room, leaseMs);
      } catch (error) {
        await connection.query("ROLLBACK").catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        connection.release(broken);
      }
    },
  };
}

async function claimInTurn(
  connection: PoolClient,
  owner: string,
  room: number,
  leaseMs: number,
): Promise<Lease[]> {
  const ask = <Row extends object>(text: string, values: readonly unknown[] = []) =>
    connection.query<Row>(statement(text, values));
  await connection.query("BEGIN");
  // A statement of its own: what is read after it sees what the one before has given.
  await ask("SELECT pg_advisory_xact_lock($1)", [LOCK]);
  const { rows: candidates } = await ask<Candidate>(CANDIDATES, [room]);
  if (candidates.length === 0) {
    await connection.query("COMMIT");
    return [];
  }
  const { rows: held } = await ask<{ key: string; count: number }>(HOLDING);
  const holding = new Map(held.map(({ key, count }) => [key, count]));
  const { taken, blocked } = giveTurns(candidates, holding, room);
  const { rows } = await ask<Lease>(TAKE, [taken, owner, leaseMs]);
  if (blocked.length > 0) await ask(BLOCK, [blocked.map(({ id }) => id), blocked.map(({ key }) => key)]);
  await connection.query("COMMIT");
  return rows;
}

const START = `
  WITH started AS (
    INSERT INTO engine.run (id, function_id, event_id, event, share, available_at, created_at, limited)
    VALUES ($7::uuid, $1, $2, $3::jsonb, $6, engine.now(), engine.now(), true)
    ON CONFLICT (function_id, event_id) DO NOTHING RETURNING id)
  INSERT INTO engine.turn (run_id, keys, most) SELECT id, $4::text[], $5::int[] FROM started`;

/** The first of each line that has room, found by jumping from line to line; then what has become due. */
const CANDIDATES = `
  WITH RECURSIVE line AS (
    SELECT min(blocked_on) AS key FROM engine.turn WHERE blocked_on IS NOT NULL
    UNION ALL
    SELECT (SELECT min(blocked_on) FROM engine.turn WHERE blocked_on > line.key) FROM line WHERE line.key IS NOT NULL),
  moving AS (
    SELECT line.key FROM line CROSS JOIN LATERAL (
      SELECT most[array_position(keys, blocked_on)] AS most FROM engine.turn
      WHERE blocked_on = line.key ORDER BY since LIMIT 1) head
    WHERE head.most > (SELECT count(*) FROM engine.turn WHERE held AND line.key = ANY (keys))),
  first AS (
    SELECT standing.run_id FROM moving CROSS JOIN LATERAL (
      SELECT run_id FROM engine.turn WHERE blocked_on = moving.key ORDER BY since LIMIT $1) standing),
  due AS (
    SELECT id AS run_id FROM engine.run WHERE limited AND status IN ('due', 'waiting') AND available_at <= engine.now()
      AND (lease_until IS NULL OR lease_until < engine.now())
    ORDER BY available_at LIMIT ${BATCH})
  SELECT run.id, turn.keys, turn.most, turn.held FROM engine.run JOIN engine.turn ON turn.run_id = run.id
  WHERE run.id IN (SELECT run_id FROM first UNION SELECT run_id FROM due)
    AND run.status IN ('due', 'waiting') AND (run.lease_until IS NULL OR run.lease_until < engine.now())
  ORDER BY coalesce(turn.since, run.available_at)
  FOR UPDATE OF run SKIP LOCKED`;

const HOLDING = `
  SELECT key, count(*)::int AS count FROM engine.turn, unnest(keys) key WHERE held GROUP BY key`;

const TAKE = `
  WITH mine AS (
    UPDATE engine.turn SET held = true, blocked_on = NULL, since = NULL WHERE run_id = ANY ($1::uuid[]))
  UPDATE engine.run SET generation = generation + 1, status = 'waiting', lease_owner = $2,
    available_at = least(available_at, engine.now()), lease_until = engine.now() + $3 * interval '1 millisecond'
  WHERE id = ANY ($1::uuid[])
  RETURNING ${CLAIMED}`;

const BLOCK = `
  WITH standing AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS given(run_id, key)),
  line AS (
    UPDATE engine.turn SET blocked_on = standing.key, since = coalesce(turn.since, run.available_at)
    FROM standing JOIN engine.run ON run.id = standing.run_id WHERE turn.run_id = standing.run_id)
  UPDATE engine.run SET available_at = 'infinity' WHERE id IN (SELECT run_id FROM standing)`;

export type Turns = ReturnType<typeof createTurns>;
