import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { sampleEvents as read } from "@/server/workflows/sample-events";

export const sampleEvents = procedureFor("admin", "builder")
  .input(z.strictObject({ workflowId: z.uuid() }))
  .query(({ ctx, input }) => inOrganization(ctx.viewer.organizationId, (tx) => read(tx, input.workflowId)));
