import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { decideItem } from "@/server/reversals/decide-item";

/** What becomes of one action of a run that is being taken back and has stopped. */
export const decideReversal = procedureFor("admin")
  .input(
    z.strictObject({
      runId: z.uuid(),
      effectId: z.uuid(),
      decision: z.enum(["again", "leave"]),
      why: z.string().trim().min(1, "Say why, so that others can follow it later.").max(1000),
    }),
  )
  .mutation(async ({ ctx, input }) => {
    await inOrganizationFast(ctx.viewer.organizationId, (tx) => decideItem(tx, { ...input, by: ctx.viewer }));
    return { runId: input.runId };
  });
