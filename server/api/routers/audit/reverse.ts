import { z } from "zod";
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
    }),
  )
  .mutation(({ ctx, input }) => reverseEffect(ctx.viewer, input.effectId, input.why));
