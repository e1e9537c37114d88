import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { getRecord } from "@/server/records/list-records";

export const get = procedureFor(...EVERYONE)
  .input(z.strictObject({ recordId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => getRecord(tx, input.recordId)),
  );
