import type { Pool } from "pg";
import { rowId } from "@/server/db/row-id";
import { RELAXED, statement } from "@/server/db/statement";
import { CLAIM, UNTIL_DUE } from "./claim";
import type { Duration, EngineEvent, Memo } from "./protocol";
import type { Standing } from "./shares";

/** A run that this process holds: what it writes counts only while `generation` is the row's. */
export type Lease = {
  id: string;
  functionId: string;
  event: EngineEvent;
  generation: number;
  attempt: number;
  /** It holds a turn, which letting go of it gives back. */
  limited: boolean;
  /** Whose it is, see `claim`. */
  share: string;
};

/** A step that waits: for its time to end, or for an event of this name until then. */
export type Wait = { stepId: string; eventName?: string; ends: Duration };

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
    /** Starts runs, each once per function and event for ever. On disk with whatever commits durably after it. */
    async startRuns(
      runs: readonly { functionId: string; event: EngineEvent & { id: string }; share: string }[],
    ): Promise<void> {
      if (runs.length === 0) return;
      await query(
        `WITH started AS (
           INSERT INTO engine.run (id, function_id, event_id, event, share, available_at, created_at)
           SELECT id, function_id, event_id, event::jsonb, share, engine.now(), engine.now()
           FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
             AS given(id, function_id, event_id, event, share)
           ON CONFLICT (function_id, event_id) DO NOTHING)
         SELECT FROM ${RELAXED}`,
        [
          runs.map(() => rowId()),
          runs.map(({ functionId }) => functionId),
          runs.map(({ event }) => event.id),
          runs.map(({ event }) => toJsonb(event)),
          runs.map(({ share }) => share),
        ],
      );
    },

    /** Ends every wait for an event of this name, and makes their runs due. */
    async wake(event: EngineEvent): Promise<number> {
      const { rowCount } = await query(
        // The run's row first, as everywhere: locks taken in one order cannot block each other for ever.
        `WITH target AS (
           SELECT id FROM engine.run WHERE id IN (SELECT run_id FROM engine.wait WHERE event_name = $1)
           ORDER BY id FOR UPDATE),
         woken AS (
           DELETE FROM engine.wait WHERE event_name = $1 AND run_id IN (SELECT id FROM target) RETURNING run_id, step_id),
         remembered AS (
           INSERT INTO engine.step (run_id, step_id, memo) SELECT run_id, step_id, $2::jsonb FROM woken
           ${FIRST_COUNTS})
         UPDATE engine.run SET status = 'due', available_at = engine.now()
         WHERE id IN (SELECT run_id FROM woken) AND status IN ('due', 'waiting')`,
        [event.name, toJsonb({ type: "data", data: event } satisfies Memo)],
      );
      return rowCount ?? 0;
    },

    /**
     * Takes up to `count` runs that are due and that nobody holds: of each share its first, then of each its second,
     * and so on. Those with limits are claimed by turns.
     * @param standings of shares that have places here, or may not have as many as they like
     */
    async claim(
      owner: string,
      count: number,
      leaseMs: number,
      standings: readonly Standing[],
    ): Promise<Lease[]> {
      const { rows } = await query<Lease>(CLAIM, [
        owner,
        count,
        leaseMs,
        standings.map(({ share }) => share),
        standings.map(({ held }) => held),
        standings.map(({ most }) => most),
      ]);
      return rows;
    },

    async extend(owner: string, runIds: string[], leaseMs: number): Promise<void> {
      await query(
        `UPDATE engine.run SET lease_until = engine.now() + $3 * interval '1 millisecond'
         WHERE lease_owner = $1 AND id = ANY($2::uuid[])`,
        [owner, runIds, leaseMs],
      );
    },

    /**
     * Waits whose deadline has come end with nothing; then everything that is known of each run, in order. A run
     * that was never held before has nothing yet.
     */
    async readMemos(leases: readonly Lease[]): Promise<ReadonlyMap<string, Map<string, Memo>>> {
      const memos = new Map(leases.map(({ id }) => [id, new Map<string, Memo>()]));
      const ids = leases.filter(({ generation }) => generation > 1).map(({ id }) => id);
      if (ids.length === 0) return memos;
      await query(
        `WITH expired AS (
           DELETE FROM engine.wait WHERE run_id = ANY($1::uuid[]) AND deadline <= engine.now() RETURNING run_id, step_id)
         INSERT INTO engine.step (run_id, step_id, memo) SELECT run_id, step_id, '{"type":"data","data":null}'::jsonb FROM expired
         ${FIRST_COUNTS}`,
        [ids],
      );
      const { rows } = await query<{ run_id: string; step_id: string; memo: Memo }>(
        "SELECT run_id, step_id, memo FROM engine.step WHERE run_id = ANY($1::uuid[]) AND memo IS NOT NULL ORDER BY position",
        [ids],
      );
      for (const row of rows) memos.get(row.run_id)?.set(row.step_id, row.memo);
      return memos;
    },

    /** Remembers what steps came to; the attempts start anew. @throws StaleLease */
    async remember(lease: Lease, memos: ReadonlyMap<string, Memo>): Promise<void> {
      const given = [...memos];
      await fenced(
        lease,
        "attempt = 0",
        `, kept AS (
           INSERT INTO engine.step (run_id, step_id, memo)
           SELECT held.id, step_id, memo::jsonb
           FROM held, unnest($3::text[], $4::text[]) WITH ORDINALITY AS given(step_id, memo, place) ORDER BY place
           ${FIRST_COUNTS})`,
        [given.map(([stepId]) => stepId), given.map(([, memo]) => toJsonb(memo))],
      );
    },

    /** Registers waits; one that stands already keeps its deadline. @throws StaleLease */
    async registerWaits(lease: Lease, waits: readonly Wait[]): Promise<void> {
      await fenced(
        lease,
        "attempt = 0",
        `, registered AS (
           INSERT INTO engine.wait (run_id, step_id, event_name, deadline)
           SELECT held.id, given.step_id, event_name, coalesce(until, engine.now() + ms * interval '1 millisecond')
           FROM held, unnest($3::text[], $4::text[], $5::float8[], $6::timestamptz[]) AS given(step_id, event_name, ms, until)
           WHERE (SELECT memo FROM engine.step WHERE step.run_id = held.id AND step.step_id = given.step_id) IS NULL
           ON CONFLICT (run_id, step_id) DO NOTHING)`,
        [
          waits.map(({ stepId }) => stepId),
          waits.map(({ eventName }) => eventName ?? null),
          waits.map(({ ends }) => ("ms" in ends ? ends.ms : null)),
          waits.map(({ ends }) => ("until" in ends ? ends.until.toISOString() : null)),
        ],
      );
    },

    /** Counts one more failed attempt of a planned step. @returns how many it has had @throws StaleLease */
    async countAttempt(lease: Lease, stepId: string): Promise<number> {
      const counted = await fenced<{ attempts: number }>(
        lease,
        "attempt = attempt",
        `, counted AS (
           INSERT INTO engine.step (run_id, step_id, attempts) SELECT held.id, $3, 1 FROM held
           ON CONFLICT (run_id, step_id) DO UPDATE SET attempts = step.attempts + 1 RETURNING attempts)`,
        [stepId],
        "SELECT attempts FROM counted",
      );
      return counted.attempts;
    },

    async attemptsOf(lease: Lease): Promise<Map<string, number>> {
      const { rows } = await query<{ step_id: string; attempts: number }>(
        "SELECT step_id, attempts FROM engine.step WHERE run_id = $1::uuid AND memo IS NULL",
        [lease.id],
      );
      return new Map(rows.map((row) => [row.step_id, row.attempts]));
    },

    /** Lets go until the earliest deadline; at once where a wake came meanwhile. @throws StaleLease */
    async park(lease: Lease): Promise<void> {
      await fenced(
        lease,
        `lease_until = NULL, lease_owner = NULL,
         available_at = CASE WHEN status = 'due' THEN engine.now() ELSE coalesce(
           (SELECT min(deadline) FROM engine.wait WHERE run_id = run.id), engine.now() + interval '1 minute') END`,
        lease.limited ? GIVEN_BACK : "",
      );
    },

    /** Lets go for a while after a failed attempt. @throws StaleLease */
    async retryLater(lease: Lease, attempt: number, ms: number, message: string): Promise<void> {
      await fenced(
        lease,
        `lease_until = NULL, lease_owner = NULL, attempt = $3, last_error = $4,
         available_at = engine.now() + $5 * interval '1 millisecond'`,
        lease.limited ? GIVEN_BACK : "",
        [attempt, message.slice(0, 2_000), ms],
      );
    },

    /** Is this lease still the newest? @throws StaleLease */
    async confirm(lease: Lease): Promise<void> {
      await fenced(lease, "attempt = attempt");
    },

    /** Lets go at once, as if it had never been taken. */
    async release(lease: Lease): Promise<void> {
      await query(
        `WITH held AS (UPDATE engine.run SET lease_until = NULL, lease_owner = NULL
           WHERE id = $1::uuid AND generation = $2 RETURNING id)${lease.limited ? GIVEN_BACK : ""} SELECT id FROM held`,
        [lease.id, lease.generation],
      );
    },

    /** The run is over; its waits go. @throws StaleLease */
    async end(lease: Lease, status: "finished" | "failed", message: string): Promise<void> {
      await fenced(
        lease,
        "status = $3::engine.run_status, last_error = $4, ended_at = engine.now(), lease_until = NULL, lease_owner = NULL",
        `, gone AS (DELETE FROM engine.wait USING held WHERE run_id = held.id)${
          lease.limited ? ", over AS (DELETE FROM engine.turn USING held WHERE run_id = held.id)" : ""
        }`,
        [status, message.slice(0, 2_000)],
        // A run whose end a power cut takes is driven once more, and finds that everything was done.
        `SELECT id FROM held, ${RELAXED}`,
      );
    },

    /** Milliseconds until a run becomes due, of those that do within `withinMs`; null when none does. */
    async msUntilDue(withinMs: number): Promise<number | null> {
      const { rows } = await query<{ ms: number | null }>(UNTIL_DUE, [withinMs]);
      return rows[0]?.ms ?? null;
    },

    async stats(): Promise<EngineStats> {
      const { rows } = await query<EngineStats>(
        // What stands in line for a turn is due at infinity.
        `SELECT count(*) FILTER (WHERE (available_at <= engine.now() AND (lease_until IS NULL OR lease_until < engine.now()))
             OR available_at = 'infinity')::int AS queued,
           count(*) FILTER (WHERE lease_until >= engine.now())::int AS running,
           count(*) FILTER (WHERE available_at > engine.now() AND available_at < 'infinity' AND lease_until IS NULL)::int AS waiting,
           coalesce(max(extract(epoch FROM engine.now() - available_at)) FILTER (
             WHERE available_at <= engine.now() AND lease_until IS NULL), 0)::float8 * 1000 AS "lagMs"
         FROM engine.run WHERE status IN ('due', 'waiting')`,
      );
      return rows[0] ?? { queued: 0, running: 0, waiting: 0, lagMs: 0 };
    },
  };

  function query<Row extends object = object>(text: string, values?: readonly unknown[]) {
    return pool.query<Row>(statement(text, values));
  }

  /**
   * One statement that changes the run's row first, and anything else only while this lease is the newest: the
   * fence. `$1` and `$2` are the run and its generation; `more` sees the row as `held`.
   */
  async function fenced<Row extends object>(
    lease: Lease,
    change: string,
    more = "",
    values: readonly unknown[] = [],
    answer = "SELECT id FROM held",
  ): Promise<Row> {
    const { rows } = await query<Row>(
      `WITH held AS (UPDATE engine.run SET ${change}
         WHERE id = $1::uuid AND generation = $2 AND status IN ('due', 'waiting') RETURNING id)${more} ${answer}`,
      [lease.id, lease.generation, ...values],
    );
    const [held] = rows;
    if (!held) throw new StaleLease(lease.id);
    return held;
  }
}

/** A step that has a memo keeps it: what was acted on stands. */
const FIRST_COUNTS = `ON CONFLICT (run_id, step_id) DO UPDATE SET memo = excluded.memo, position = excluded.position
  WHERE step.memo IS NULL`;

/** A run that waits, or is put off, does not count; its turn comes again. */
const GIVEN_BACK = ", given AS (UPDATE engine.turn SET held = false FROM held WHERE run_id = held.id)";

export type Store = ReturnType<typeof createStore>;
export type EngineStats = { queued: number; waiting: number; running: number; lagMs: number };

/** JSON as Postgres takes it: jsonb has no place for the character U+0000. */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "string" ? inner.replaceAll("\u0000", "\ufffd") : inner,
  );
}
