import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { createConnection } from "@/server/connections/save-connection";
import { jsonObjectSchema } from "@/server/connectors/json";
import { inOrganization } from "@/server/db/in-organization";
import { rateCapInput } from "./rate-cap-input";

export const create = procedureFor("admin")
  .input(
    z.strictObject({
      connector: z.string().min(1).max(60),
      name: z.string().trim().min(1, "Give the connection a name.").max(80),
      config: jsonObjectSchema,
      /** Credentials; encrypted, and never given out again. */
      secret: jsonObjectSchema.nullish(),
      rateCap: rateCapInput,
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => createConnection(tx, input, ctx.viewer)),
  );
