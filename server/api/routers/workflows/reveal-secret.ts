import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { revealSecret as reveal } from "@/server/workflows/webhook-secrets";

/** A mutation, so that a secret is only ever fetched by a deliberate act and never kept in a query cache. */
export const revealSecret = procedureFor("admin", "builder")
  .input(z.strictObject({ endpointId: z.uuid() }))
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => reveal(tx, input.endpointId)),
  );
