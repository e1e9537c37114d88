import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { ROLES } from "@/server/identity/auth";
import { addPerson as add } from "@/server/organization/people";

export const addPerson = procedureFor("admin")
  .input(
    z.strictObject({
      name: z.string().trim().min(1, "Give the person's name.").max(120),
      email: z.email("Give an email address, like name@example.com.").max(254),
      password: z.string().min(10, "Choose a password of at least 10 characters.").max(128),
      role: z.enum(ROLES),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => add(tx, input, ctx.viewer)),
  );
