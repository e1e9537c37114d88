import type { Tx } from "@/server/db/tx";

export type ApprovedRelease = { reviewId: string; decidedBy: string; decidedByName: string };

const FIND = `
  SELECT review.id AS "reviewId", review.decided_by AS "decidedBy", coalesce(review.decided_by_name, '') AS "decidedByName"
  FROM review
  WHERE review.run_id = $1::uuid AND review.status = 'decided' AND review.kind = 'approval' AND review.item = $4
    AND EXISTS (SELECT 1 FROM jsonb_array_elements(review.packet->'answers') offered
                WHERE offered->>'id' = review.answer AND offered->>'tone' = 'approve')
    AND EXISTS (SELECT 1 FROM jsonb_array_elements(review.packet->'releases') release
                WHERE release->>'nodeId' = $2 AND release->>'inputHash' = $3
                  AND jsonb_array_length(release->'unknown') = 0)
  ORDER BY review.decided_at DESC
  LIMIT 1`;

/**
 * The approval that showed exactly this action of this run before it was given, if there is one; within a
 * "for each", the approval of this item. Anything
 * changed since (another hash) finds nothing, so the guardrail asks again.
 */
export async function approvedRelease(
  tx: Tx,
  action: { runId: string; nodeId: string; item?: string; inputHash: string },
): Promise<ApprovedRelease | null> {
  const [row] = await tx.query<ApprovedRelease>(FIND, [
    action.runId,
    action.nodeId,
    action.inputHash,
    action.item ?? "",
  ]);
  return row ?? null;
}
