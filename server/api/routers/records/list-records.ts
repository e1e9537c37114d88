import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { listRecords } from "@/server/records/list-records";

export const list = procedureFor(...EVERYONE)
  .input(
    z.strictObject({
      collectionId: z.uuid(),
      search: z.string().trim().max(200).optional(),
      ...pageInput,
    }),
  )
  .query(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => listRecords(tx, input)));
