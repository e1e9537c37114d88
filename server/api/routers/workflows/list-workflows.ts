import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { listWorkflows } from "@/server/workflows/list-workflows";

export const list = procedureFor(...EVERYONE)
  .input(
    z.strictObject({
      /** Show archived ones too. */
      archived: z.boolean().default(false),
      search: z.string().trim().max(200).optional(),
      ...pageInput,
    }),
  )
  .query(({ ctx, input }) => inOrganization(ctx.viewer.organizationId, (tx) => listWorkflows(tx, input)));
