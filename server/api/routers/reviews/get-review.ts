import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { getReview } from "@/server/reviews/get-review";

export const get = procedureFor(...EVERYONE)
  .input(z.strictObject({ reviewId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => getReview(tx, input.reviewId, ctx.viewer)),
  );
