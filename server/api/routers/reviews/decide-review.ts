import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { decideHeldEffect } from "@/server/effects/decide-held";
import { decideReview } from "@/server/reviews/decide-review";

export const decide = procedureFor(...EVERYONE)
  .input(
    z.strictObject({
      reviewId: z.uuid(),
      contentHash: z.string().min(1).max(128),
      answer: z.string().min(1).max(60),
      rationale: z.string().max(4000).default(""),
      /** The words of a held message as they shall go, by field; absent: as they were shown. */
      draft: z.record(z.string().max(60), z.string().max(200_000)).optional(),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, async (tx) => {
      const decided = await decideReview(tx, { ...input, by: ctx.viewer });
      // In the same transaction: an answer without its consequence, or the other way round, cannot stand.
      if (decided.effectId !== null && (decided.kind === "guardrail" || decided.kind === "mend")) {
        const { waitsForAnother } = await decideHeldEffect(tx, {
          effectId: decided.effectId,
          review: { id: decided.reviewId, answer: decided.answer },
          draft: input.draft,
          by: { kind: "person", id: ctx.viewer.id, name: ctx.viewer.name },
        });
        return { reviewId: decided.reviewId, answer: decided.answer, waitsForAnother };
      }
      return { reviewId: decided.reviewId, answer: decided.answer, waitsForAnother: false };
    }),
  );
