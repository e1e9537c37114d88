import type { ReviewKind, ReviewStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { Packet } from "./packet";

/** A review with what is needed to say who may decide it. Amounts are exact decimal strings. */
export type ReviewRow = {
  id: string;
  runId: string;
  nodeId: string;
  item: string;
  effectId: string | null;
  kind: ReviewKind;
  status: ReviewStatus;
  ask: string;
  why: string;
  subject: string;
  amount: string | null;
  currency: string | null;
  packet: Packet;
  contentHash: string;
  reviewerRole: string | null;
  reviewerIds: string[];
  requestedBy: string | null;
  agreedBy: string[];
  dueAt: Date | null;
  escalatedAt: Date | null;
  claimedBy: string | null;
  claimedByName: string | null;
  answer: string | null;
  rationale: string;
  decidedBy: string | null;
  decidedByName: string | null;
  decidedAt: Date | null;
  createdAt: Date;
  workflowId: string;
  workflowName: string;
  workflowVersionId: string;
  versionNumber: number;
  publishedBy: string | null;
  editedBy: string | null;
};

/** Columns of `ReviewRow`; goes with `REVIEW_FROM`. */
export const REVIEW_COLUMNS = `
  review.id, review.run_id AS "runId", review.node_id AS "nodeId", review.item, review.effect_id AS "effectId",
  review.kind::text AS kind, review.status::text AS status, review.ask, review.why, review.subject,
  trim_scale(review.amount)::text AS amount, review.currency, review.packet, review.content_hash AS "contentHash",
  review.reviewer_role AS "reviewerRole", review.reviewer_ids::text[] AS "reviewerIds", review.requested_by AS "requestedBy",
  review.agreed_by::text[] AS "agreedBy",
  review.due_at AS "dueAt", review.escalated_at AS "escalatedAt", review.claimed_by AS "claimedBy",
  review.claimed_by_name AS "claimedByName", review.answer, review.rationale, review.decided_by AS "decidedBy",
  review.decided_by_name AS "decidedByName", review.decided_at AS "decidedAt", review.created_at AS "createdAt",
  workflow.id AS "workflowId", workflow.name AS "workflowName", version.id AS "workflowVersionId",
  version.number AS "versionNumber", version.published_by AS "publishedBy", version.edited_by AS "editedBy"`;

// One of each for every review that is found, never the other way round: under row-level security Postgres may not look up
// how few reviews are open, expects all of them, and would read every run there ever was.
export const REVIEW_FROM = `
  FROM review
  CROSS JOIN LATERAL (SELECT * FROM run WHERE run.id = review.run_id LIMIT 1) run
  CROSS JOIN LATERAL (SELECT * FROM workflow WHERE workflow.id = run.workflow_id LIMIT 1) workflow
  CROSS JOIN LATERAL (SELECT * FROM workflow_version WHERE workflow_version.id = run.version_id LIMIT 1) version`;

/** Reads one review, or null when it is not there or not this organization's. */
export async function readReview(tx: Tx, reviewId: string): Promise<ReviewRow | null> {
  const [row] = await tx.query<ReviewRow>(
    `SELECT ${REVIEW_COLUMNS} ${REVIEW_FROM} WHERE review.id = $1::uuid`,
    [reviewId],
  );
  return row ?? null;
}
