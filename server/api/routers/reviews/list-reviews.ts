import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { listReviews, REVIEW_VIEWS } from "@/server/reviews/list-reviews";

export const list = procedureFor(...EVERYONE)
  .input(
    z.strictObject({
      view: z.enum(REVIEW_VIEWS),
      search: z.string().trim().max(200).optional(),
      ...pageInput,
    }),
  )
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => listReviews(tx, ctx.viewer, input)),
  );
