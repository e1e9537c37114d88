import { formatDistance } from "date-fns";
import { appendAudit } from "@/server/audit/append";
import type { ReviewKind } from "@/server/db/generated/enums";
import { wakeNode } from "@/server/db/outbox";
import type { Tx } from "@/server/db/tx";
import { AskSomebodyElse, LookAgain, LookElsewhere, MendInput } from "@/server/errors";
import { failpoint } from "@/server/failpoints/failpoint";
import type { Viewer } from "@/server/identity/session";
import { fourEyes, isAsked, rolesAnsweredFor } from "./eligibility";
import type { ReviewAnswer } from "./packet";
import { type ReviewRow, readReview } from "./review-row";

export type DecisionInput = {
  reviewId: string;
  /** Of what the person saw. */
  contentHash: string;
  answer: string;
  rationale: string;
  by: Viewer;
};

export type DecidedReview = {
  reviewId: string;
  kind: ReviewKind;
  runId: string;
  nodeId: string;
  effectId: string | null;
  answer: string;
  port: string | null;
};

// Everything that could have changed since the review was read stands in the condition, so that of any
// number of decisions at once exactly one finds a row.
const DECIDE = `
  UPDATE review
  SET status = 'decided', answer = $3, port = $4, rationale = $5, decided_by = $6::uuid, decided_by_name = $7,
      decided_at = clock_timestamp()
  WHERE id = $1::uuid AND status = 'open' AND content_hash = $2
    AND ($6::uuid = ANY(reviewer_ids) OR reviewer_role = ANY($8::text[]))
  RETURNING id`;

/**
 * Applies one person's answer, once. Wakes the node for reviews that a workflow waits on; for held or
 * blocked actions the caller hands `effectId` to the gateway in the same transaction.
 * @throws LookElsewhere not there · MendInput no such answer, or rationale missing · AskSomebodyElse not
 *   asked, or four eyes · LookAgain decided, withdrawn or changed since it was read.
 */
export async function decideReview(tx: Tx, input: DecisionInput): Promise<DecidedReview> {
  const review = await readReview(tx, input.reviewId);
  if (!review) throw new LookElsewhere("This review is not there.");
  refuseIfOver(review, input.contentHash);
  if (!isAsked(review, input.by)) {
    throw new AskSomebodyElse("This review asks somebody else. Ask them, or an admin, to decide it.");
  }
  const own = fourEyes(review, input.by);
  if (own) throw new AskSomebodyElse(own);
  const answer = chosen(review, input.answer);
  const rationale = input.rationale.trim();
  if (answer.needsRationale && rationale === "") {
    throw new MendInput(`Say why, so that others can follow “${answer.label}” later.`, "rationale");
  }

  const [won] = await tx.query<{ id: string }>(DECIDE, [
    review.id,
    input.contentHash,
    answer.id,
    answer.port ?? null,
    rationale,
    input.by.id,
    input.by.name,
    rolesAnsweredFor(input.by.role),
  ]);
  if (!won) {
    const now = await readReview(tx, input.reviewId);
    if (now) refuseIfOver(now, input.contentHash);
    throw new LookAgain("This review changed while you looked at it. Look at it again.");
  }
  await recordDecision(tx, review, answer, rationale, input.by);
  await failpoint("review.before-decide-commit");
  return {
    reviewId: review.id,
    kind: review.kind,
    runId: review.runId,
    nodeId: review.nodeId,
    effectId: review.effectId,
    answer: answer.id,
    port: answer.port ?? null,
  };
}

function chosen(review: ReviewRow, id: string): ReviewAnswer {
  const answer = review.packet.answers.find((each) => each.id === id);
  if (answer) return answer;
  const offered = review.packet.answers.map((each) => `“${each.label}”`).join(", ");
  throw new MendInput(`That answer is not offered here. Choose one of ${offered}.`, "answer");
}

function refuseIfOver(review: ReviewRow, contentHash: string): void {
  if (review.status === "decided") {
    const label = review.packet.answers.find((each) => each.id === review.answer)?.label ?? review.answer;
    const when = review.decidedAt
      ? formatDistance(review.decidedAt, new Date(), { addSuffix: true })
      : "already";
    throw new LookAgain(
      `${review.decidedByName ?? "Somebody"} answered “${label}” ${when}. Your answer was not used.`,
    );
  }
  if (review.status === "withdrawn") {
    throw new LookAgain(
      "This question is no longer asked: what it was about has ended. Nothing is left to decide.",
    );
  }
  if (review.contentHash !== contentHash) {
    throw new LookAgain(
      "What this is about changed since you opened it. Look at it again before you decide.",
    );
  }
}

async function recordDecision(
  tx: Tx,
  review: ReviewRow,
  answer: ReviewAnswer,
  rationale: string,
  by: Viewer,
): Promise<void> {
  appendAudit(tx, {
    actor: { kind: "person", id: by.id, name: by.name },
    verb: "review.decided",
    object: { kind: "review", id: review.id, name: review.ask },
    summary: `Answered “${answer.label}”: ${review.ask}`,
    why: rationale,
    after: { answer: answer.id, contentHash: review.contentHash },
    runId: review.runId,
    nodeId: review.nodeId,
    item: review.item,
    workflowId: review.workflowId,
    workflowVersionId: review.workflowVersionId,
    effectId: review.effectId,
    reviewId: review.id,
  });
  tx.announce("reviews", review.id);
  if (review.kind === "approval" || review.kind === "mismatch") {
    wakeNode(tx, review, `review:${review.id}`);
  }
}
