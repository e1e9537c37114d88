import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { listQueue } from "@/server/operations/list-effects";

export const queue = procedureFor("admin", "builder")
  .input(z.strictObject({ connectionId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => listQueue(tx, input.connectionId)),
  );
