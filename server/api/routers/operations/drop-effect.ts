import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { inOrganizationFast } from "@/server/db/in-organization";
import { dropEffect } from "@/server/effects/drop-effect";
import { whyInput } from "./why";

export const drop = procedureFor("admin")
  .input(
    z.strictObject({
      effectId: z.uuid(),
      why: whyInput,
    }),
  )
  .mutation(async ({ ctx, input: { effectId, why } }) => {
    await inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      dropEffect(tx, effectId, personActor(ctx.viewer), why),
    );
    return { effectId };
  });
