import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { readReportAddress } from "@/server/connections/report-address";
import { inOrganization } from "@/server/db/in-organization";

/** Where reports on what a connection sent arrive; null where it takes none. */
export const reportAddress = procedureFor("admin")
  .input(z.strictObject({ connectionId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => readReportAddress(tx, input.connectionId)),
  );
