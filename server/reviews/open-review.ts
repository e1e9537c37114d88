import { appendAudit } from "@/server/audit/append";
import { canonicalHash } from "@/server/canonical";
import type { ReviewKind } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { ReviewRequest } from "@/workflow/ports";
import { type Packet, packetSchema } from "./packet";

export type ReviewToOpen = {
  runId: string;
  nodeId: string;
  workflowId: string;
  workflowVersionId: string;
  /** The held or blocked action, for kinds "guardrail" and "mend". */
  effectId?: string;
  kind: ReviewKind;
  /** The question in one sentence. */
  ask: string;
  /** Why it needs a person, in words. */
  why: string;
  subject?: string;
  /** Exact decimal. */
  amount?: string;
  currency?: string;
  packet: Packet;
  reviewers: ReviewRequest["reviewers"];
  /** Email address of whoever the request came from, when known (four eyes). */
  requestedBy?: string;
  dueAt?: Date;
};

const INSERT = `
  INSERT INTO review (organization_id, run_id, node_id, effect_id, kind, ask, why, subject, amount, currency, packet,
    content_hash, reviewer_role, reviewer_ids, requested_by, due_at)
  VALUES ($1::uuid, $2::uuid, $3, $4::uuid, $5::review_kind, $6, $7, $8, $9::numeric, $10, $11::jsonb, $12, $13,
    $14::uuid[], $15, $16::timestamptz)
  ON CONFLICT (run_id, node_id, kind, content_hash) DO NOTHING
  RETURNING id, (SELECT name FROM workflow WHERE id = $17::uuid) AS "workflowName"`;

/**
 * Puts one question into the inbox. Asking the same question again (same run, node, kind and content)
 * finds the standing review, so a repeated step asks once.
 * @throws ZodError when the packet is malformed: a fault of the caller, never of a person.
 */
export async function openReview(tx: Tx, review: ReviewToOpen): Promise<{ reviewId: string }> {
  const packet = packetSchema.parse(review.packet);
  const contentHash = hashOfShown(review, packet);
  const role = "role" in review.reviewers ? review.reviewers.role : null;
  const people = "people" in review.reviewers ? review.reviewers.people : [];
  const [inserted] = await tx.query<{ id: string; workflowName: string | null }>(INSERT, [
    tx.organizationId,
    review.runId,
    review.nodeId,
    review.effectId ?? null,
    review.kind,
    review.ask,
    review.why,
    review.subject ?? "",
    review.amount ?? null,
    review.currency ?? null,
    JSON.stringify(packet),
    contentHash,
    role,
    people,
    review.requestedBy ?? null,
    review.dueAt ?? null,
    review.workflowId,
  ]);
  if (!inserted) return { reviewId: await standing(tx, review, contentHash) };
  await appendAudit(tx, {
    actor: { kind: "workflow", id: review.workflowId, name: inserted.workflowName ?? "A workflow" },
    verb: "review.asked",
    object: { kind: "review", id: inserted.id, name: review.ask },
    summary: `Asked ${role === null ? "named people" : `the ${role}s`}: ${review.ask}`,
    why: review.why,
    runId: review.runId,
    nodeId: review.nodeId,
    workflowId: review.workflowId,
    workflowVersionId: review.workflowVersionId,
    effectId: review.effectId,
    reviewId: inserted.id,
  });
  tx.announce("reviews", inserted.id);
  return { reviewId: inserted.id };
}

/** Hash over everything the reviewer is shown; a decision counts for exactly this. */
function hashOfShown(review: ReviewToOpen, packet: Packet): string {
  const shown: JsonObject = {
    kind: review.kind,
    effectId: review.effectId ?? null,
    ask: review.ask,
    why: review.why,
    subject: review.subject ?? "",
    amount: review.amount ?? null,
    currency: review.currency ?? null,
    // Through JSON once: absent and undefined are the same question.
    packet: JSON.parse(JSON.stringify(packet)) as JsonObject,
  };
  return canonicalHash(shown);
}

async function standing(tx: Tx, review: ReviewToOpen, contentHash: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `SELECT id FROM review WHERE run_id = $1::uuid AND node_id = $2 AND kind = $3::review_kind AND content_hash = $4`,
    [review.runId, review.nodeId, review.kind, contentHash],
  );
  if (!row) throw new Error("A review was neither opened nor found.");
  return row.id;
}
