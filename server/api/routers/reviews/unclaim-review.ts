import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { unclaimReview } from "@/server/reviews/claim-review";

export const unclaim = procedureFor(...EVERYONE)
  .input(z.strictObject({ reviewId: z.uuid() }))
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => unclaimReview(tx, input.reviewId, ctx.viewer)),
  );
