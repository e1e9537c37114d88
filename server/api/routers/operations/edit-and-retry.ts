import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { personActor } from "@/server/audit/person-actor";
import { jsonObjectSchema } from "@/server/connectors/json";
import { inOrganizationFast } from "@/server/db/in-organization";
import { editBlocked } from "@/server/effects/edit-blocked";

export const editAndRetry = procedureFor("admin")
  .input(z.strictObject({ effectId: z.uuid(), input: jsonObjectSchema, seen: z.string().max(200) }))
  .mutation(({ ctx, input: { effectId, ...edit } }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      editBlocked(tx, effectId, edit, personActor(ctx.viewer)),
    ),
  );
