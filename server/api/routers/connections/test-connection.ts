import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { testConnection } from "@/server/connections/test-connection";
import { drainQueue } from "@/server/effects/drain-queue";

export const test = procedureFor("admin")
  .input(z.strictObject({ connectionId: z.uuid() }))
  .mutation(async ({ ctx, input: { connectionId } }) => {
    const { organizationId } = ctx.viewer;
    const { works, sentence, circuitClosed } = await testConnection(organizationId, connectionId);
    if (circuitClosed) await drainQueue(organizationId, connectionId);
    return { works, sentence };
  });
