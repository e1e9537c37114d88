import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { listItems } from "@/server/runs/for-each/list-items";

export const items = procedureFor(...EVERYONE)
  .input(z.strictObject({ runId: z.uuid(), nodeId: z.string().min(1).max(64), ...pageInput }))
  .query(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => listItems(tx, input)));
