import { Line } from "@/server/db/line";
import { runEventName } from "@/server/db/outbox";
import { pool } from "@/server/db/pools";
import { BEGIN, RELAXED, statement } from "@/server/db/statement";
import { failpoint } from "@/server/failpoints/failpoint";
import { reportError } from "@/server/report-error";
import type { Client } from "./client";
import type { Engine } from "./engine";

const BATCH = 100;
/** So many messages in a row that the engine does not take mean that it is down, not that they are bad. */
const GIVE_UP_AFTER = 3;

/**
 * What starts a run also tells, of a run that shares a limit with others, the key that they share. Asked row by row, so
 * that no plan reads all runs for it.
 */
const NEXT = `
  SELECT outbox.id, outbox.name, outbox.dedupe_id AS "dedupeId",
    CASE WHEN outbox.name LIKE '${runEventName("")}%' THEN outbox.data || coalesce(
      (SELECT jsonb_build_object('key', concurrency_key) FROM run
       WHERE run.id = (outbox.data->>'runId')::uuid AND concurrency_key <> ''), '{}')
      ELSE outbox.data END AS data
  FROM outbox ORDER BY outbox.id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`;

type Message = { id: string; name: string; data: Record<string, unknown>; dedupeId: string };

/**
 * Hands what was committed for the engine to the engine, and forgets it once that took it. Several workers
 * may do so at once; what is sent twice because a process died in between is one by its id.
 * @returns whether there may be more to send at once
 */
export async function relayOutbox(engine: Engine): Promise<boolean> {
  const connection = await pool("engine").connect();
  const line = new Line(connection);
  let broken: Error | undefined;
  try {
    // What is forgotten need not be on disk: it would be sent again, and is one by its id.
    line.send(BEGIN);
    line.send(statement(`SELECT ${RELAXED}`));
    const rows = await line.ask<Message>(statement(NEXT));
    await engine.prepareFor(rows.map(({ name }) => name));
    if (rows.length > 0) await failpoint("relay.before-send");
    const taken = rows.length === 0 ? [] : await send(engine.client, rows);
    if (taken.length > 0) await failpoint("relay.after-send");
    if (taken.length > 0) line.send(statement("DELETE FROM outbox WHERE id = ANY($1::bigint[])", [taken]));
    await line.commit();
    if (taken.length > 0) await failpoint("relay.after-forget");
    return rows.length === BATCH && taken.length > 0;
  } catch (error) {
    await line.rollback().catch((rollbackError: Error) => {
      broken = rollbackError;
    });
    throw line.failure ?? error;
  } finally {
    connection.release(broken);
  }
}

async function send(client: Client, messages: readonly Message[]): Promise<string[]> {
  try {
    await client.send(messages.map(asEvent));
    return messages.map(({ id }) => id);
  } catch (error) {
    if (messages.length === 1) throw error;
    return sendOneByOne(client, messages);
  }
}

async function sendOneByOne(client: Client, messages: readonly Message[]): Promise<string[]> {
  const taken: string[] = [];
  let refusals = 0;
  for (const message of messages) {
    try {
      await client.send(asEvent(message));
      taken.push(message.id);
      refusals = 0;
    } catch (error) {
      reportError(error);
      refusals += 1;
      if (refusals >= GIVE_UP_AFTER) break;
    }
  }
  return taken;
}

function asEvent({ name, data, dedupeId }: Message) {
  return { id: dedupeId, name, data };
}
