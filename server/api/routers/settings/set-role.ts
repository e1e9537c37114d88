import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { ROLES } from "@/server/identity/auth";
import { changeRole } from "@/server/organization/people";

export const setRole = procedureFor("admin")
  .input(z.strictObject({ personId: z.uuid(), role: z.enum(ROLES) }))
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) =>
      changeRole(tx, input.personId, input.role, ctx.viewer),
    ),
  );
