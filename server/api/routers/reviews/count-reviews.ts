import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { countReviews } from "@/server/reviews/list-reviews";

export const count = procedureFor(...EVERYONE).query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, (tx) => countReviews(tx, ctx.viewer)),
);
