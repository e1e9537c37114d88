import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { readOperationForm } from "@/server/connections/interface/list-operations";
import { inOrganizationFast } from "@/server/db/in-organization";

/** What a form for one operation is made of. */
export const operation = procedureFor("admin", "builder")
  .input(z.strictObject({ connectionId: z.uuid(), key: z.string().min(1).max(300) }))
  .query(({ ctx, input: { connectionId, key } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => readOperationForm(tx, connectionId, key)),
  );
