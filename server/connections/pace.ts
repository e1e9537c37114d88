import { setTimeout as sleep } from "node:timers/promises";
import type { Tx } from "@/server/db/tx";
import { LeastRecentlyUsed } from "@/server/least-recently-used";

/** Actions a second at which a queue begins to go out, and how that grows with every answer. */
export const FIRST_PACE = 2;
export const PACE_GROWTH = 1.15;
/** Where nobody set a cap: actions a second from which on nothing is paced any more. */
export const FREE_PACE = 100;
/** What a system bears that refuses us for being too fast, where nothing is known of it. */
const GUESSED_PACE = 10;
const LEAST_PACE = 0.1;
/** A system may ask for an hour at most. */
const LONGEST_PAUSE_MS = 3_600_000;

/**
 * Part of a cap that is used: what was allowed to go out at its time goes out a little later, so that two may come
 * closer to one another than they were allowed to.
 */
const USED_SHARE = 0.9;

/** In a SELECT from `connection`: actions a second that may go out, NULL where nothing bounds them. */
export const RATE = `least(rate_cap * ${USED_SHARE}, pace)`;

/** When something may go out over a connection. */
export type Bounds = { rateCap: number | null; pace: number | null };

/** A place in time: milliseconds until then, and from there to the next one. */
export type Slot = { inMs: number; apartMs: number };

/**
 * Takes the next place in time for one action, shared by all workers.
 * @param aheadMs how far ahead it may lie
 * @returns null when it lies further ahead
 */
export async function takeSlot(tx: Tx, connectionId: string, aheadMs: number): Promise<Slot | null> {
  const [slot] = await tx.query<Slot>(
    `UPDATE connection SET slot_at = slot + interval '1 second' / coalesce(${RATE}, ${FREE_PACE})
     FROM (SELECT id, greatest(slot_at, clock_timestamp()) AS slot FROM connection WHERE id = $1::uuid FOR UPDATE) standing
     WHERE connection.id = standing.id AND slot <= clock_timestamp() + $2::float8 * interval '1 millisecond'
     RETURNING (extract(epoch FROM slot - clock_timestamp()) * 1000)::float8 AS "inMs",
       1000 / coalesce(${RATE}, ${FREE_PACE}) AS "apartMs"`,
    [connectionId, aheadMs],
  );
  return slot ?? null;
}

/** Connections that are remembered at once; who is forgotten was not used for long. */
const MOST_REMEMBERED = 10_000;
/** When this process may send over each connection again, by its own clock in milliseconds. */
const free = new LeastRecentlyUsed<number>(MOST_REMEMBERED);

/** Waits for an action's place in time. A process that was held up does not make up for it: what is late stays apart. */
export async function awaitSlot(connectionId: string, { inMs, apartMs }: Slot): Promise<void> {
  const now = performance.now();
  const at = Math.max(now + inMs, free.get(connectionId) ?? 0);
  free.set(connectionId, at + apartMs);
  if (at > now) await sleep(at - now);
}

/**
 * Remembers that a system was too busy for us: what follows goes out half as fast, and not before it asked for.
 * @param afterMs how long it wants to be left alone, where it said so
 */
export async function slowDown(tx: Tx, connectionId: string, afterMs: number | undefined): Promise<void> {
  await tx.query(
    `UPDATE connection SET pace = greatest(coalesce(pace, least(rate_cap, ${GUESSED_PACE})) / 2, ${LEAST_PACE}),
       slot_at = greatest(slot_at, clock_timestamp() + $2::float8 * interval '1 millisecond')
     WHERE id = $1::uuid AND ($3 OR pace IS NOT NULL)`,
    [connectionId, Math.min(afterMs ?? 0, LONGEST_PAUSE_MS), afterMs !== undefined],
  );
}

/** Has what queued for systems go out slowly at first. */
export async function startSlowly(tx: Tx, connectionIds: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE connection SET pace = ${FIRST_PACE}, slot_at = clock_timestamp() WHERE id = ANY($1::uuid[]) AND pace IS NULL`,
    [connectionIds],
  );
}
