import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { readInterface } from "@/server/connections/interface/list-operations";
import { inOrganizationFast } from "@/server/db/in-organization";

/** What was imported last for a connection, and how far it is classified. */
export const imported = procedureFor("admin")
  .input(z.strictObject({ connectionId: z.uuid() }))
  .query(({ ctx, input: { connectionId } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => readInterface(tx, connectionId)),
  );
