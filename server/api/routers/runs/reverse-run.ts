import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { startRunReversal } from "@/server/reversals/start-run-reversal";

export const reverse = procedureFor("admin")
  .input(
    z.strictObject({
      runId: z.uuid(),
      why: z
        .string()
        .trim()
        .min(1, "Say why it is taken back, so that others can follow it later.")
        .max(1000),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      startRunReversal(tx, input.runId, ctx.viewer, input.why),
    ),
  );
