import { randomUUID } from "node:crypto";
import { inOrganization, inOrganizationFast } from "@/server/db/in-organization";
import { decideHeldEffect } from "@/server/effects/decide-held";
import { decideReview } from "@/server/reviews/decide-review";

export type OpenReview = { id: string; contentHash: string; effectId: string | null };

/** The questions in an organization's inbox. */
export function listOpenReviews(organizationId: string) {
  return inOrganization(organizationId, ({ db }) =>
    db.review.findMany({ where: { status: "open" }, orderBy: [{ item: "asc" }] }),
  );
}

/** An admin's answer to a question of the inbox, with what follows from it. */
export function answerReview(organizationId: string, review: OpenReview, answer: string): Promise<void> {
  return inOrganizationFast(organizationId, async (tx) => {
    const person = { id: randomUUID(), name: "Rae", email: "rae@example.com", role: "admin" as const };
    const by = { ...person, organizationId, organizationName: "Example" };
    const { id: reviewId, contentHash, effectId } = review;
    await decideReview(tx, { reviewId, contentHash, answer, rationale: "It is right.", by });
    if (effectId === null) return;
    const actor = { kind: "person" as const, id: by.id, name: by.name };
    await decideHeldEffect(tx, { effectId, review: { id: reviewId, answer }, by: actor });
  });
}
