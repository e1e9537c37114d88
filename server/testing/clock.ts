import pg from "pg";

/**
 * SQL for a moment that is over. Columns keep milliseconds and round: `clock_timestamp()` itself may be stored as up to
 * half a millisecond ahead, and what is due "now" then is not due to whoever looks at once.
 */
export const JUST_NOW = "(clock_timestamp() - interval '1 millisecond')";

/**
 * Stops the database's clock, the one that triggers of time and the engine's waits go by, at a moment; without
 * one it goes on by itself.
 */
export async function stopClock(at?: string): Promise<void> {
  await setClock(at === undefined ? "clock_timestamp()" : `timestamptz ${pg.escapeLiteral(at)}`);
}

/** Lets the same clock go on by itself, so many milliseconds ahead of the machine's, or behind it. */
export async function moveClock(byMs: number): Promise<void> {
  await setClock(`clock_timestamp() + interval '${Math.round(byMs)} milliseconds'`);
}

async function setClock(now: string): Promise<void> {
  await asOwner(
    `CREATE OR REPLACE FUNCTION engine.now() RETURNS timestamptz LANGUAGE sql STABLE RETURN ${now}`,
  );
}

/** Changes the test's own database in ways that nothing of the product may. */
export async function asOwner(statements: string): Promise<void> {
  const owner = new pg.Client({ connectionString: process.env.DATABASE_URL });
  await owner.connect();
  try {
    await owner.query(statements);
  } finally {
    await owner.end();
  }
}
