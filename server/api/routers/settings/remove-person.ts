import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { dismissPerson } from "@/server/organization/people";

export const removePerson = procedureFor("admin")
  .input(z.strictObject({ personId: z.uuid() }))
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => dismissPerson(tx, input.personId, ctx.viewer)),
  );
