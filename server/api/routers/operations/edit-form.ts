import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { readEditForm } from "@/server/operations/edit-form";

export const editForm = procedureFor("admin")
  .input(z.strictObject({ effectId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => readEditForm(tx, input.effectId)),
  );
