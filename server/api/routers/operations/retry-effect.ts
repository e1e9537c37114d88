import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { retryEffect } from "@/server/effects/retry-effect";

export const retry = procedureFor("admin")
  .input(z.strictObject({ effectId: z.uuid() }))
  .mutation(async ({ ctx, input: { effectId } }) => {
    await inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      retryEffect(tx, effectId, personActor(ctx.viewer)),
    );
    return { effectId };
  });
