import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { createCollection as create, fieldSchema } from "@/server/records/collections";

export const createCollection = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      key: z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, "Use small letters, digits and -, like open-cases."),
      name: z.string().trim().min(1, "Give the collection a name.").max(80),
      titleField: z.string().min(1).max(60),
      fields: z.array(fieldSchema).min(1, "Add at least one field.").max(100),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => create(tx, input, ctx.viewer)),
  );
