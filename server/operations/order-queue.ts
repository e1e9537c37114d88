import { type Actor, appendAudit } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";
import { LookElsewhere } from "@/server/errors";

/** "age": the oldest first · "value": the highest amount first · "customer": by whom it is about, then the oldest. */
export const QUEUE_RULES = ["age", "value", "customer"] as const;
export type QueueRule = (typeof QUEUE_RULES)[number];

const ORDER: { readonly [rule in QueueRule]: string } = {
  age: "effect.created_at, effect.id",
  value: "effect.amount DESC NULLS LAST, effect.created_at, effect.id",
  customer: "lower(run.subject) NULLS LAST, effect.created_at, effect.id",
};

const WORDS: { readonly [rule in QueueRule]: string } = {
  age: "by age",
  value: "by value",
  customer: "by customer",
};

type Queue = { connectionId: string };

/** Puts what is queued for a connection in order; what queues later goes behind it. @throws LookElsewhere */
export async function orderQueue(
  tx: Tx,
  { connectionId, rule }: Queue & { rule: QueueRule },
  by: Actor,
): Promise<void> {
  await place(
    tx,
    `SELECT effect.id, row_number() OVER (ORDER BY ${ORDER[rule]})::int AS place
     FROM effect LEFT JOIN run ON run.id = effect.run_id
     WHERE effect.open AND effect.connection_id = $1::uuid AND effect.state = 'queued'`,
    [connectionId],
  );
  await ordered(tx, connectionId, by, `Queue put in order ${WORDS[rule]}`);
}

/**
 * Puts one queued action before another of the same queue, or first.
 * @throws LookElsewhere when one of them is not queued there any more
 */
export async function moveInQueue(
  tx: Tx,
  { effectId, before }: { effectId: string; before: string | null },
  by: Actor,
): Promise<void> {
  const [moved] = await tx.query<{ summary: string; connectionId: string }>(
    `SELECT summary, connection_id AS "connectionId" FROM effect
     WHERE id = $1::uuid AND state = 'queued' AND connection_id IS NOT NULL AND ($2::uuid IS NULL OR EXISTS (
       SELECT 1 FROM effect AS other WHERE other.id = $2::uuid AND other.state = 'queued'
         AND other.connection_id = effect.connection_id))`,
    [effectId, before],
  );
  if (!moved) throw new LookElsewhere("This action is not queued any more. The list has been read anew.");
  await place(
    tx,
    `SELECT id, (row_number() OVER (ORDER BY spot, id <> $2::uuid))::int AS place FROM (
       SELECT id, CASE WHEN id <> $2::uuid THEN standing WHEN $3::uuid IS NULL THEN 0
         ELSE max(standing) FILTER (WHERE id = $3::uuid) OVER () END AS spot
       FROM (SELECT id, row_number() OVER (ORDER BY queue_place, created_at, id) AS standing FROM effect
             WHERE open AND connection_id = $1::uuid AND state = 'queued') AS queue) AS spots`,
    [moved.connectionId, effectId, before],
  );
  await ordered(tx, moved.connectionId, by, `Moved in the queue: ${moved.summary}`);
}

async function place(tx: Tx, placed: string, params: readonly unknown[]): Promise<void> {
  await tx.query(
    `UPDATE effect SET queue_place = placed.place FROM (${placed}) AS placed
     WHERE effect.id = placed.id AND effect.state = 'queued' AND queue_place IS DISTINCT FROM placed.place`,
    params,
  );
}

/** What goes out next is the first in the new order; while the system is down, that one probes. */
async function ordered(tx: Tx, connectionId: string, by: Actor, summary: string): Promise<void> {
  const [connection] = await tx.query<{ name: string }>("SELECT name FROM connection WHERE id = $1::uuid", [
    connectionId,
  ]);
  if (!connection) throw new LookElsewhere("This connection is not there.");
  const object = { kind: "connection", id: connectionId, name: connection.name };
  appendAudit(tx, { actor: by, verb: "queue.ordered", object, summary, why: "" });
  tx.announce("operations");
}
