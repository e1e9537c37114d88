import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { listEntries } from "@/server/audit/list-entries";
import { inOrganizationFast } from "@/server/db/in-organization";

/** What the log says of one record, the newest first. */
export const history = procedureFor(...EVERYONE)
  .input(z.strictObject({ recordId: z.uuid(), ...pageInput }))
  .query(({ ctx, input: { recordId, ...page } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      listEntries(tx, { objectKind: "record", objectId: recordId }, page),
    ),
  );
