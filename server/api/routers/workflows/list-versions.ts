import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { listVersions } from "@/server/workflows/versions";

export const versions = procedureFor(...EVERYONE)
  .input(
    z.strictObject({
      workflowId: z.uuid(),
      ...pageInput,
      /** The version number that the page before ended with. */
      cursor: z.int().min(1).nullish(),
    }),
  )
  .query(({ ctx, input }) => inOrganization(ctx.viewer.organizationId, (tx) => listVersions(tx, input)));
