import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { readQueueHistory } from "@/server/operations/queue-history";

export const queueHistory = procedureFor("admin", "builder")
  .input(z.strictObject({ hours: z.enum(["1", "24"]) }))
  .query(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => readQueueHistory(tx, input.hours)),
  );
