import type { Tx } from "@/server/db/tx";
import { chunkOf } from "@/workflow/plan/chunks";
import { bodyOf, loadRun } from "../load-run";
import { sendChunk } from "./chunks";

/**
 * Has the engine take up again, in every lane of every "for each" of a run, the first chunk that has an open
 * item: the lane goes on by itself from there. What has settled stands.
 * @param turn tells one time from the next
 */
export async function restartChunks(
  tx: Tx,
  run: { id: string; workflowId: string },
  turn: string,
): Promise<void> {
  const open = await tx.query<{ forEach: string; position: number }>(
    `SELECT node_id AS "forEach", position FROM run_item
     WHERE run_id = $1::uuid AND state = 'open' ORDER BY position`,
    [run.id],
  );
  if (open.length === 0) return;
  const { plan } = await loadRun({ organizationId: tx.organizationId, runId: run.id });
  const restarted = new Set<string>();
  for (const { forEach, position } of open) {
    const body = bodyOf(plan, forEach);
    const lane = `${forEach}/${position % body.atMost}`;
    if (restarted.has(lane)) continue;
    restarted.add(lane);
    await sendChunk(tx, run, { forEach, chunk: chunkOf(body, position) }, turn);
  }
}
