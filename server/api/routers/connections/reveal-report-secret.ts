import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { revealReportSecret as reveal } from "@/server/connections/report-address";
import { inOrganization } from "@/server/db/in-organization";

/** A mutation, so that a secret is only ever fetched by a deliberate act and never kept in a query cache. */
export const revealReportSecret = procedureFor("admin")
  .input(z.strictObject({ connectionId: z.uuid() }))
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => reveal(tx, input.connectionId)),
  );
