import { appendAudit, SYSTEM } from "@/server/audit/append";
import { inOrganizationFast } from "@/server/db/in-organization";
import { pool } from "@/server/db/pools";

const BATCH = 100;

type Due = { id: string; organization_id: string };

/**
 * Hands overdue reviews to the admins; never decides one (semantics: a full review never ends by itself).
 * Safe to run in several processes at once: each review escalates once.
 * @returns how many were escalated.
 */
export async function escalateOverdueReviews(): Promise<number> {
  const { rows } = await pool("engine").query<Due>(
    `SELECT id, organization_id FROM review
     WHERE status = 'open' AND escalated_at IS NULL AND due_at <= clock_timestamp()
     ORDER BY due_at LIMIT ${BATCH}`,
  );
  let escalated = 0;
  for (const due of rows) {
    if (await escalate(due.organization_id, due.id)) escalated += 1;
  }
  return escalated;
}

const ESCALATE = `
  UPDATE review SET reviewer_role = 'admin', escalated_at = clock_timestamp()
  WHERE id = $1::uuid AND status = 'open' AND escalated_at IS NULL AND due_at <= clock_timestamp()
  RETURNING ask, run_id AS "runId", node_id AS "nodeId", item`;

function escalate(organizationId: string, reviewId: string): Promise<boolean> {
  return inOrganizationFast(organizationId, async (tx) => {
    const [review] = await tx.query<{ ask: string; runId: string; nodeId: string; item: string }>(ESCALATE, [
      reviewId,
    ]);
    if (!review) return false;
    appendAudit(tx, {
      actor: SYSTEM,
      verb: "review.escalated",
      object: { kind: "review", id: reviewId, name: review.ask },
      summary: `Escalated to the admins: ${review.ask}`,
      why: "It was not decided in time.",
      runId: review.runId,
      nodeId: review.nodeId,
      item: review.item,
      reviewId,
    });
    tx.announce("reviews", reviewId);
    return true;
  });
}
