import { type Actor, appendAudit } from "@/server/audit/append";
import type { Tx } from "@/server/db/tx";

/**
 * Takes the open questions of a run out of the inbox (all, or those of one action), because the run ended
 * or the action was dropped. What a person had done again is asked about whatever becomes of its run. A decision
 * that was first stays.
 * @returns how many were withdrawn
 */
export function withdrawReviews(
  tx: Tx,
  which: { runId: string; effectId?: string },
  why: string,
  by: Actor,
): Promise<number> {
  const { runId, effectId = null } = which;
  return withdraw(
    tx,
    `run_id = $1::uuid AND CASE WHEN $2::uuid IS NOT NULL THEN effect_id = $2::uuid
       ELSE NOT EXISTS (SELECT 1 FROM effect WHERE effect.id = review.effect_id AND effect.repeat_of IS NOT NULL) END`,
    [runId, effectId],
    why,
    by,
  );
}

/** The same for one question. */
export function withdrawReview(tx: Tx, reviewId: string, why: string, by: Actor): Promise<number> {
  return withdraw(tx, "id = $1::uuid", [reviewId], why, by);
}

type Withdrawn = {
  id: string;
  ask: string;
  runId: string;
  nodeId: string;
  item: string;
  effectId: string | null;
};

async function withdraw(tx: Tx, which: string, params: unknown[], why: string, by: Actor): Promise<number> {
  const withdrawn = await tx.query<Withdrawn>(
    `UPDATE review SET status = 'withdrawn' WHERE status = 'open' AND ${which}
     RETURNING id, ask, run_id AS "runId", node_id AS "nodeId", item, effect_id AS "effectId"`,
    params,
  );
  for (const { id, ask, runId, nodeId, item, effectId } of withdrawn) {
    appendAudit(tx, {
      actor: by,
      verb: "review.withdrawn",
      object: { kind: "review", id, name: ask },
      summary: `Withdrew: ${ask}`,
      why,
      runId,
      nodeId,
      item,
      effectId,
      reviewId: id,
    });
    tx.announce("reviews", id);
  }
  return withdrawn.length;
}
