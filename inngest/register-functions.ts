import { runEventName } from "@/server/db/outbox";
import { pool } from "@/server/db/pools";
import { publishedWorkflows } from "./limits-of";

/** One registration at a time over all workers: each carries the whole list, and the last one counts. */
const LOCK = 4_208_152;

/**
 * Tells an Inngest server about all published workflows, by asking our own handler to register itself.
 * @returns the names of the events that start something from now on
 * @throws when the server does not take it; call again
 */
export async function registerFunctions(
  handler: (request: Request) => Promise<Response>,
  origin: string,
): Promise<ReadonlySet<string>> {
  const connection = await pool("engine").connect();
  try {
    await connection.query("BEGIN");
    // Held by the transaction, so that a process that dies gives it back.
    await connection.query("SELECT pg_advisory_xact_lock($1)", [LOCK]);
    // Read first: what is published in between is registered as well, and only looked for once more.
    const eventNames = new Set((await publishedWorkflows()).map(({ id }) => runEventName(id)));
    const answer = await handler(
      new Request(`${origin}/api/inngest`, { method: "PUT", headers: { host: new URL(origin).host } }),
    );
    if (!answer.ok) {
      throw new Error(
        `The Inngest server did not take the functions: ${answer.status} ${await answer.text()}`,
      );
    }
    return eventNames;
  } finally {
    await connection.query("ROLLBACK").catch(() => undefined);
    connection.release();
  }
}
