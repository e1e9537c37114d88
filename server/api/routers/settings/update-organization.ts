import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { updateSettings } from "@/server/organization/settings";

export const updateOrganization = procedureFor("admin")
  .input(
    z.strictObject({
      name: z.string().trim().min(1, "Give the organization a name.").max(120).optional(),
      timeZone: z.string().max(64).optional(),
      currency: z.string().max(3).optional(),
      brandColor: z
        .string()
        .regex(/^#[0-9a-f]{6}$/i, "Give the colour as # and six digits, like #1f2a44.")
        .optional(),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => updateSettings(tx, input, ctx.viewer)),
  );
