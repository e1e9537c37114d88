import type { Tx } from "@/server/db/tx";
import { AskSomebodyElse, LookAgain, LookElsewhere } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { isAsked } from "./eligibility";
import { readReview } from "./review-row";

/**
 * Marks a review as being worked on, so that two people do not read into the same case. A claim is
 * courtesy, not a lock: whoever is asked may still decide.
 * @throws LookAgain when somebody else holds it or it is over · AskSomebodyElse · LookElsewhere.
 */
export async function claimReview(tx: Tx, reviewId: string, by: Viewer): Promise<void> {
  const review = await readReview(tx, reviewId);
  if (!review) throw new LookElsewhere("This review is not there.");
  if (!isAsked(review, by)) throw new AskSomebodyElse("This review asks somebody else.");
  const claimed = await tx.query(
    `UPDATE review SET claimed_by = $2::uuid, claimed_by_name = $3
     WHERE id = $1::uuid AND status = 'open' AND (claimed_by IS NULL OR claimed_by = $2::uuid) RETURNING id`,
    [reviewId, by.id, by.name],
  );
  if (claimed.length === 0) {
    const now = await readReview(tx, reviewId);
    throw new LookAgain(
      now?.status === "open"
        ? `${now.claimedByName ?? "Somebody else"} is already working on this.`
        : "This review is no longer open.",
    );
  }
  tx.announce("reviews", reviewId);
}

/** Gives a claim back. An admin may also take away somebody else's. */
export async function unclaimReview(tx: Tx, reviewId: string, by: Viewer): Promise<void> {
  const review = await readReview(tx, reviewId);
  if (!review) throw new LookElsewhere("This review is not there.");
  if (review.claimedBy !== null && review.claimedBy !== by.id && by.role !== "admin") {
    throw new AskSomebodyElse(
      `${review.claimedByName ?? "Somebody else"} is working on this. Ask them or an admin.`,
    );
  }
  await tx.query(
    "UPDATE review SET claimed_by = NULL, claimed_by_name = NULL WHERE id = $1::uuid AND status = 'open'",
    [reviewId],
  );
  tx.announce("reviews", reviewId);
}
