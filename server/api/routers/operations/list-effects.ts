import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { EFFECT_VIEWS, listEffects } from "@/server/operations/list-effects";

export const effects = procedureFor("admin", "builder")
  .input(z.strictObject({ view: z.enum(EFFECT_VIEWS), connectionId: z.uuid().optional(), ...pageInput }))
  .query(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => listEffects(tx, input)));
