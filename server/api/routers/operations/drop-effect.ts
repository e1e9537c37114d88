import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { dropEffect } from "@/server/effects/drop-effect";

export const drop = procedureFor("admin")
  .input(
    z.strictObject({
      effectId: z.uuid(),
      why: z.string().trim().min(1, "Say why, so that others can follow it later.").max(1000),
    }),
  )
  .mutation(async ({ ctx, input: { effectId, why } }) => {
    await inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      dropEffect(tx, effectId, personActor(ctx.viewer), why),
    );
    return { effectId };
  });
