import { type Actor, appendAudit } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";

/**
 * Takes the open questions of a run out of the inbox (all, or those of one action), because the run was
 * canceled or the action dropped. A decision that was first stays.
 */
export async function withdrawReviews(
  tx: Tx,
  which: { runId: string; effectId?: string },
  why: string,
  by: Actor,
): Promise<number> {
  const withdrawn = await tx.query<{ id: string; ask: string; nodeId: string }>(
    `UPDATE review SET status = 'withdrawn'
     WHERE run_id = $1::uuid AND status = 'open' AND ($2::uuid IS NULL OR effect_id = $2::uuid)
     RETURNING id, ask, node_id AS "nodeId"`,
    [which.runId, which.effectId ?? null],
  );
  for (const review of withdrawn) {
    await appendAudit(tx, {
      actor: by,
      verb: "review.withdrawn",
      object: { kind: "review", id: review.id, name: review.ask },
      summary: `Withdrew: ${review.ask}`,
      why,
      runId: which.runId,
      nodeId: review.nodeId,
      reviewId: review.id,
      effectId: which.effectId,
    });
    tx.announce("reviews", review.id);
  }
  return withdrawn.length;
}
