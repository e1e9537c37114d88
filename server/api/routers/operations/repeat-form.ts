import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { readRepeatForm } from "@/server/operations/repeat-form";

export const repeatForm = procedureFor("admin")
  .input(z.strictObject({ effectId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => readRepeatForm(tx, input.effectId)),
  );
