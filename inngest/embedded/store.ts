import type { Pool, PoolClient } from "pg";
import type { EngineEvent, Memo } from "./protocol";

/** A run that this process holds: what it writes counts only while `generation` is the row's. */
export type Lease = {
  id: string;
  functionId: string;
  event: EngineEvent;
  generation: number;
  attempt: number;
};

/** Another process holds this run now: stop, and write nothing more. */
export class StaleLease extends Error {
  override name = "StaleLease";
  constructor(runId: string) {
    super(`Run ${runId} is held by another process.`);
  }
}

/**
 * All SQL of the engine. Time is the database's alone (`engine.now()`), so that clocks of machines may differ.
 * Statuses: "due" means woken while somebody held it; "waiting" means nothing happened since it was claimed.
 */
export function createStore(pool: Pool) {
  return {
    /** Starts a run, once per function and event for ever. */
    async startRun(run: {
      id: string;
      functionId: string;
      eventId: string;
      event: EngineEvent;
    }): Promise<void> {
      await pool.query(
        `INSERT INTO engine.run (id, function_id, event_id, event, available_at, created_at)
         VALUES ($1::uuid, $2, $3, $4::jsonb, engine.now(), engine.now())
         ON CONFLICT (function_id, event_id) DO NOTHING`,
        [run.id, run.functionId, run.eventId, toJsonb(run.event)],
      );
    },

    /** Ends every wait for an event of this name, and makes their runs due. */
    async wake(event: EngineEvent): Promise<number> {
      const { rowCount } = await pool.query(
        // The run's row first, as everywhere: locks taken in one order cannot block each other for ever.
        `WITH target AS (
           SELECT id FROM engine.run WHERE id IN (SELECT run_id FROM engine.wait WHERE event_name = $1)
           ORDER BY id FOR UPDATE),
         woken AS (
           DELETE FROM engine.wait WHERE event_name = $1 AND run_id IN (SELECT id FROM target) RETURNING run_id, step_id),
         remembered AS (
           INSERT INTO engine.step (run_id, step_id, memo) SELECT run_id, step_id, $2::jsonb FROM woken
           ON CONFLICT (run_id, step_id) DO UPDATE SET memo = excluded.memo, position = excluded.position
             WHERE step.memo IS NULL)
         UPDATE engine.run SET status = 'due', available_at = engine.now()
         WHERE id IN (SELECT run_id FROM woken) AND status IN ('due', 'waiting')`,
        [event.name, toJsonb({ type: "data", data: event } satisfies Memo)],
      );
      return rowCount ?? 0;
    },

    /** Takes up to `count` runs that are due and that nobody holds. */
    async claim(owner: string, count: number, leaseMs: number): Promise<Lease[]> {
      const { rows } = await pool.query<Lease>(
        `UPDATE engine.run SET generation = generation + 1, status = 'waiting', lease_owner = $1,
           lease_until = engine.now() + $3 * interval '1 millisecond'
         WHERE id IN (
           SELECT id FROM engine.run
           WHERE status IN ('due', 'waiting') AND available_at <= engine.now()
             AND (lease_until IS NULL OR lease_until < engine.now())
           ORDER BY available_at LIMIT $2 FOR UPDATE SKIP LOCKED)
         RETURNING id, function_id AS "functionId", event, generation, attempt`,
        [owner, count, leaseMs],
      );
      return rows;
    },

    async extend(owner: string, runIds: string[], leaseMs: number): Promise<void> {
      await pool.query(
        `UPDATE engine.run SET lease_until = engine.now() + $3 * interval '1 millisecond'
         WHERE lease_owner = $1 AND id = ANY($2::uuid[])`,
        [owner, runIds, leaseMs],
      );
    },

    /** Waits whose deadline has come end with nothing; then everything known, in order. */
    async readMemos(lease: Lease): Promise<Map<string, Memo>> {
      await pool.query(
        `WITH expired AS (
           DELETE FROM engine.wait WHERE run_id = $1::uuid AND deadline <= engine.now() RETURNING run_id, step_id)
         INSERT INTO engine.step (run_id, step_id, memo) SELECT run_id, step_id, '{"type":"data","data":null}'::jsonb FROM expired
         ON CONFLICT (run_id, step_id) DO UPDATE SET memo = excluded.memo, position = excluded.position
             WHERE step.memo IS NULL`,
        [lease.id],
      );
      const { rows } = await pool.query<{ step_id: string; memo: Memo }>(
        "SELECT step_id, memo FROM engine.step WHERE run_id = $1::uuid AND memo IS NOT NULL ORDER BY position",
        [lease.id],
      );
      return new Map(rows.map((row) => [row.step_id, row.memo]));
    },

    /** Remembers what steps came to; the attempts start anew. @throws StaleLease */
    remember(lease: Lease, memos: ReadonlyMap<string, Memo>): Promise<void> {
      return fenced(lease, "attempt = 0", async (client) => {
        for (const [stepId, memo] of memos) {
          await client.query(
            `INSERT INTO engine.step (run_id, step_id, memo) VALUES ($1::uuid, $2, $3::jsonb)
             ON CONFLICT (run_id, step_id) DO UPDATE SET memo = excluded.memo, position = excluded.position
             WHERE step.memo IS NULL`,
            [lease.id, stepId, toJsonb(memo)],
          );
        }
      });
    },

    /** Registers waits; one that stands already keeps its deadline. @throws StaleLease */
    registerWaits(lease: Lease, waits: { stepId: string; eventName?: string; ms: number }[]): Promise<void> {
      return fenced(lease, "attempt = 0", async (client) => {
        for (const wait of waits) {
          await client.query(
            `INSERT INTO engine.wait (run_id, step_id, event_name, deadline)
             SELECT $1::uuid, $2, $3, engine.now() + $4 * interval '1 millisecond'
             WHERE NOT EXISTS (SELECT 1 FROM engine.step WHERE run_id = $1::uuid AND step_id = $2 AND memo IS NOT NULL)
             ON CONFLICT (run_id, step_id) DO NOTHING`,
            [lease.id, wait.stepId, wait.eventName ?? null, wait.ms],
          );
        }
      });
    },

    /** Counts one more failed attempt of a planned step. @returns how many it has had @throws StaleLease */
    async countAttempt(lease: Lease, stepId: string): Promise<number> {
      let attempts = 0;
      await fenced(lease, "attempt = attempt", async (client) => {
        const { rows } = await client.query<{ attempts: number }>(
          `INSERT INTO engine.step (run_id, step_id, attempts) VALUES ($1::uuid, $2, 1)
           ON CONFLICT (run_id, step_id) DO UPDATE SET attempts = step.attempts + 1 RETURNING attempts`,
          [lease.id, stepId],
        );
        attempts = rows[0]?.attempts ?? 1;
      });
      return attempts;
    },

    async attemptsOf(lease: Lease): Promise<Map<string, number>> {
      const { rows } = await pool.query<{ step_id: string; attempts: number }>(
        "SELECT step_id, attempts FROM engine.step WHERE run_id = $1::uuid AND memo IS NULL",
        [lease.id],
      );
      return new Map(rows.map((row) => [row.step_id, row.attempts]));
    },

    /** Lets go until the earliest deadline; at once where a wake came meanwhile. @throws StaleLease */
    park(lease: Lease): Promise<void> {
      return fenced(
        lease,
        `lease_until = NULL, lease_owner = NULL,
         available_at = CASE WHEN status = 'due' THEN engine.now() ELSE coalesce(
           (SELECT min(deadline) FROM engine.wait WHERE run_id = run.id), engine.now() + interval '1 minute') END`,
      );
    },

    /** Lets go for a while after a failed attempt. @throws StaleLease */
    retryLater(lease: Lease, attempt: number, ms: number, message: string): Promise<void> {
      return fenced(
        lease,
        `lease_until = NULL, lease_owner = NULL, attempt = $3, last_error = $4,
         available_at = engine.now() + $5 * interval '1 millisecond'`,
        undefined,
        [attempt, message.slice(0, 2_000), ms],
      );
    },

    /** Is this lease still the newest? @throws StaleLease */
    confirm(lease: Lease): Promise<void> {
      return fenced(lease, "attempt = attempt");
    },

    /** Lets go at once, as if it had never been taken. */
    async release(lease: Lease): Promise<void> {
      await pool.query(
        "UPDATE engine.run SET lease_until = NULL, lease_owner = NULL WHERE id = $1::uuid AND generation = $2",
        [lease.id, lease.generation],
      );
    },

    /** The run is over; its waits go. @throws StaleLease */
    end(lease: Lease, status: "finished" | "failed", message: string): Promise<void> {
      return fenced(
        lease,
        "status = $3::engine.run_status, last_error = $4, ended_at = engine.now(), lease_until = NULL, lease_owner = NULL",
        (client) =>
          client.query("DELETE FROM engine.wait WHERE run_id = $1::uuid", [lease.id]).then(() => undefined),
        [status, message.slice(0, 2_000)],
      );
    },

    /** Milliseconds until the next run is due; null when none is. */
    async msUntilDue(): Promise<number | null> {
      const { rows } = await pool.query<{ ms: number | null }>(
        `SELECT (extract(epoch FROM min(greatest(available_at, coalesce(lease_until, available_at))) - engine.now()) * 1000)::float8 AS ms
         FROM engine.run WHERE status IN ('due', 'waiting')`,
      );
      return rows[0]?.ms ?? null;
    },

    async stats(): Promise<EngineStats> {
      const { rows } = await pool.query<EngineStats>(
        `SELECT count(*) FILTER (WHERE available_at <= engine.now() AND (lease_until IS NULL OR lease_until < engine.now()))::int AS queued,
           count(*) FILTER (WHERE lease_until >= engine.now())::int AS running,
           count(*) FILTER (WHERE available_at > engine.now() AND lease_until IS NULL)::int AS waiting,
           coalesce(max(extract(epoch FROM engine.now() - available_at)) FILTER (
             WHERE available_at <= engine.now() AND lease_until IS NULL), 0)::float8 * 1000 AS "lagMs"
         FROM engine.run WHERE status IN ('due', 'waiting')`,
      );
      return rows[0] ?? { queued: 0, running: 0, waiting: 0, lagMs: 0 };
    },
  };

  /** One transaction that changes the run's row first, and only while this lease is the newest: the fence. */
  async function fenced(
    lease: Lease,
    change: string,
    work?: (client: PoolClient) => Promise<void>,
    more: unknown[] = [],
  ): Promise<void> {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      const { rowCount } = await client.query(
        `UPDATE engine.run SET ${change} WHERE id = $1::uuid AND generation = $2 AND status IN ('due', 'waiting')`,
        [lease.id, lease.generation, ...more],
      );
      if (rowCount !== 1) throw new StaleLease(lease.id);
      await work?.(client);
      await client.query("COMMIT");
    } catch (error) {
      await client.query("ROLLBACK").catch(() => undefined);
      throw error;
    } finally {
      client.release();
    }
  }
}

export type Store = ReturnType<typeof createStore>;
export type EngineStats = { queued: number; waiting: number; running: number; lagMs: number };

/** JSON as Postgres takes it: jsonb has no place for the character U+0000. */
function toJsonb(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "string" ? inner.replaceAll("\u0000", "\ufffd") : inner,
  );
}
