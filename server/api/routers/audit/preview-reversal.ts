import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { previewReversal as preview } from "@/server/effects/reverse-effect";

export const previewReversal = procedureFor("admin")
  .input(z.strictObject({ effectId: z.uuid() }))
  .query(({ ctx, input }) => preview(ctx.viewer.organizationId, input.effectId, ctx.viewer.id));
