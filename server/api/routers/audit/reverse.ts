import { z } from "zod";
import { reversalDecision } from "@/server/api/reversal-decision";
import { procedureFor } from "@/server/api/trpc";
import { reverseEffect } from "@/server/effects/reverse-effect";

export const reverse = procedureFor("admin")
  .input(
    z.strictObject({
      effectId: z.uuid(),
      why: z
        .string()
        .trim()
        .min(1, "Say why it is taken back, so that others can follow it later.")
        .max(1000),
      ...reversalDecision,
    }),
  )
  .mutation(({ ctx, input }) => {
    const { effectId, why, ...decided } = input;
    return reverseEffect(ctx.viewer, effectId, why, decided);
  });
