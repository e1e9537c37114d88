import { appendAudit, SYSTEM } from "@/server/audit/append";
import { canonicalHash } from "@/server/canonical";
import type { ReviewKind, ReviewStatus } from "@/server/db/generated/enums";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { ReviewRequest } from "@/workflow/ports";
import { type Packet, packetSchema } from "./packet";
import { withdrawReview } from "./withdraw-reviews";

export type ReviewToOpen = {
  runId: string;
  nodeId: string;
  /** The item of a "for each" that it is about, by its position; empty outside one. */
  item?: string;
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
  /** Who agreed to the same already: ids. The answer has to come from somebody else. */
  agreedBy?: string[];
  dueAt?: Date;
};

const INSERT = `
  INSERT INTO review (organization_id, run_id, node_id, effect_id, kind, ask, why, subject, amount, currency, packet,
    content_hash, reviewer_role, reviewer_ids, requested_by, due_at, item, agreed_by)
  VALUES ($1::uuid, $2::uuid, $3, $4::uuid, $5::review_kind, $6, $7, $8, $9::numeric, $10, $11::jsonb, $12, $13,
    $14::uuid[], $15, $16::timestamptz, $18, $19::uuid[])
  ON CONFLICT (run_id, node_id, item, kind, content_hash) DO NOTHING
  RETURNING id, (SELECT name FROM workflow WHERE id = $17::uuid) AS "workflowName"`;

/**
 * Puts one question into the inbox, once however often a step is repeated. A node asks one time in a run and item: its
 * standing review is found, open or decided. About an action it may be asked again: after an answer always,
 * and when something else is shown, which takes the question that was open until then out of the inbox.
 * @throws ZodError when the packet is malformed: a fault of the caller, never of a person.
 */
export async function openReview(tx: Tx, review: ReviewToOpen): Promise<{ reviewId: string }> {
  const packet = packetSchema.parse(review.packet);
  const before = await readAsked(tx, review);
  const [standing] = before;
  if (standing && review.effectId === undefined) return { reviewId: standing.id };

  const open = before.filter((each) => each.status === "open");
  const hashes = Array.from({ length: before.length + 1 }, (_, round) => hashOfShown(review, packet, round));
  const same = open.find((each) => hashes.includes(each.contentHash));
  if (same) return { reviewId: same.id };

  const contentHash = hashOfShown(review, packet, before.length);
  const inserted = await insert(tx, review, packet, contentHash);
  if (!inserted) return { reviewId: await findStanding(tx, review, contentHash) };
  for (const { id } of open) {
    await withdrawReview(tx, id, "What it was about changed, so it is asked anew.", SYSTEM);
  }
  tx.announce("reviews", inserted.id);
  return { reviewId: inserted.id };
}

/** What was asked before in the same place, newest first. What was withdrawn counts for actions only. */
function readAsked(
  tx: Tx,
  review: ReviewToOpen,
): Promise<{ id: string; status: ReviewStatus; contentHash: string }[]> {
  return tx.query(
    `SELECT id, status::text AS status, content_hash AS "contentHash" FROM review
     WHERE run_id = $1::uuid AND node_id = $2 AND kind = $3::review_kind
       AND item = $5 AND effect_id IS NOT DISTINCT FROM $4::uuid AND (effect_id IS NOT NULL OR status <> 'withdrawn')
     ORDER BY created_at DESC`,
    [review.runId, review.nodeId, review.kind, review.effectId ?? null, review.item ?? ""],
  );
}

async function insert(
  tx: Tx,
  review: ReviewToOpen,
  packet: Packet,
  contentHash: string,
): Promise<{ id: string } | null> {
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
    review.item ?? "",
    review.agreedBy ?? [],
  ]);
  if (!inserted) return null;
  appendAudit(tx, {
    actor: { kind: "workflow", id: review.workflowId, name: inserted.workflowName ?? "A workflow" },
    verb: "review.asked",
    object: { kind: "review", id: inserted.id, name: review.ask },
    summary: `Asked ${role === null ? "named people" : `the ${role}s`}: ${review.ask}`,
    why: review.why,
    runId: review.runId,
    nodeId: review.nodeId,
    item: review.item,
    workflowId: review.workflowId,
    workflowVersionId: review.workflowVersionId,
    effectId: review.effectId,
    reviewId: inserted.id,
  });
  return inserted;
}

/**
 * Hash over everything the reviewer is asked to decide on; a decision counts for exactly this. History is
 * left out: it grows by itself and changes nothing of the question. `round` tells the same question, asked
 * again after an answer, from the answered one.
 */
function hashOfShown(review: ReviewToOpen, { history: _, ...packet }: Packet, round: number): string {
  const shown: JsonObject = {
    kind: review.kind,
    effectId: review.effectId ?? null,
    round,
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

/** Another transaction asked the same at the same moment. */
async function findStanding(tx: Tx, review: ReviewToOpen, contentHash: string): Promise<string> {
  const [row] = await tx.query<{ id: string }>(
    `SELECT id FROM review WHERE run_id = $1::uuid AND node_id = $2 AND kind = $3::review_kind AND content_hash = $4
       AND item = $5`,
    [review.runId, review.nodeId, review.kind, contentHash, review.item ?? ""],
  );
  if (!row) throw new Error("A review was neither opened nor found.");
  return row.id;
}
