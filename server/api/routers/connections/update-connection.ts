import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { updateConnection } from "@/server/connections/save-connection";
import { jsonObjectSchema } from "@/server/connectors/json";
import { inOrganization } from "@/server/db/in-organization";
import { rateCapInput } from "./rate-cap-input";

export const update = procedureFor("admin")
  .input(
    z.strictObject({
      connectionId: z.uuid(),
      name: z.string().trim().min(1, "Give the connection a name.").max(80).optional(),
      config: jsonObjectSchema.optional(),
      /** Absent keeps the credentials, null removes them. */
      secret: jsonObjectSchema.nullish(),
      rateCap: rateCapInput,
    }),
  )
  .mutation(async ({ ctx, input: { connectionId, ...change } }) => {
    await inOrganization(ctx.viewer.organizationId, (tx) =>
      updateConnection(tx, { id: connectionId, ...change }, ctx.viewer),
    );
    return { connectionId };
  });
