import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { readRunReversal } from "@/server/reversals/read-reversal";

/** How the newest reversal of a run stands; null when nobody asked for one. */
export const reversal = procedureFor(...EVERYONE)
  .input(z.strictObject({ runId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => readRunReversal(tx, input.runId)),
  );
