import { runEventName, sendToEngine } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import { placesIn } from "@/workflow/plan/chunks";
import { bodyOf, type LoadedRun, loadItems } from "../load-run";
import { whileGoing } from "../save-steps";

/** A part of the items of a "for each", which the engine takes as a run of its own; chunks count from 0. */
export type ChunkKey = { forEach: string; chunk: number };

/** Has the engine take up a chunk. @param again tells a repetition from the first, which an engine takes once */
export function sendChunk(
  tx: Tx,
  run: { id: string; workflowId: string },
  { forEach, chunk }: ChunkKey,
  again = "",
): void {
  sendToEngine(tx, {
    name: runEventName(run.workflowId),
    data: { runId: run.id, organizationId: tx.organizationId, forEach, chunk },
    dedupeId: `run:${run.id}:${forEach}:${chunk}${again === "" ? "" : `:again:${again}`}`,
  });
}

/** The chunk's items as they stand now, in order. */
export function loadChunk(run: LoadedRun, { forEach, chunk }: ChunkKey): Promise<LoadedRun[]> {
  return loadItems(run, forEach, placesIn(bodyOf(run.plan, forEach), chunk));
}

/** Goes on with the lane's next chunk: nothing of this one takes up a place any more. */
export async function startNextChunk(run: LoadedRun, { forEach, chunk }: ChunkKey): Promise<void> {
  const body = bodyOf(run.plan, forEach);
  const next = chunk + body.atMost;
  await whileGoing(run, async (tx) => {
    const left = await tx.query(
      "SELECT position FROM run_item WHERE run_id = $1::uuid AND node_id = $2 AND position = $3",
      [run.id, forEach, placesIn(body, next)[0]],
    );
    if (left.length > 0) sendChunk(tx, run, { forEach, chunk: next });
  });
}
