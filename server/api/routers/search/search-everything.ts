import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { searchEverything } from "@/server/organization/search";

export const everything = procedureFor(...EVERYONE)
  .input(z.strictObject({ query: z.string().trim().min(1).max(200) }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => searchEverything(tx, input.query)),
  );
