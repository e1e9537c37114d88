import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { endOldSecret as end } from "@/server/workflows/webhook-secrets";

export const endOldSecret = procedureFor("admin", "builder")
  .input(z.strictObject({ endpointId: z.uuid() }))
  .mutation(async ({ ctx, input: { endpointId } }) => {
    await inOrganization(ctx.viewer.organizationId, (tx) => end(tx, endpointId, ctx.viewer));
    return { endpointId };
  });
