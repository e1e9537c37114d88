import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { rotateSecret as rotate } from "@/server/workflows/webhook-secrets";

export const rotateSecret = procedureFor("admin", "builder")
  .input(z.strictObject({ endpointId: z.uuid() }))
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => rotate(tx, input.endpointId, ctx.viewer)),
  );
