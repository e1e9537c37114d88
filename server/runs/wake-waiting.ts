import { wakeNode } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";

/** Wakes all that waits in a run that has ended: the engine's side of it looks, sees that, and ends too. */
export async function wakeWaiting(tx: Tx, runId: string, cause: string): Promise<void> {
  const waiting = await tx.query<{ nodeId: string; item: string }>(
    `SELECT node_id AS "nodeId", item FROM run_step WHERE run_id = $1::uuid AND state = 'waiting'`,
    [runId],
  );
  tx.send("DELETE FROM awaited_event WHERE run_id = $1::uuid", [runId]);
  for (const { nodeId, item } of waiting) wakeNode(tx, { runId, nodeId, item }, cause);
}
