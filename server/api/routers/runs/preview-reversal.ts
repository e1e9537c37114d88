import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { previewRunReversal } from "@/server/reversals/preview-run-reversal";

export const previewReversal = procedureFor("admin")
  .input(z.strictObject({ runId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => previewRunReversal(tx, input.runId, ctx.viewer.id)),
  );
