import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { listEndpoints } from "@/server/workflows/endpoints";

export const endpoints = procedureFor("admin", "builder")
  .input(z.strictObject({ workflowId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => listEndpoints(tx, input.workflowId)),
  );
