import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { testConnection } from "@/server/connections/test-connection";

export const test = procedureFor("admin")
  .input(z.strictObject({ connectionId: z.uuid() }))
  .mutation(({ ctx, input }) => testConnection(ctx.viewer.organizationId, input.connectionId));
