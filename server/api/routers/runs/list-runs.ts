import { z } from "zod";
import { pageInput } from "@/server/api/page-input";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { RunStatus } from "@/server/db/generated/enums";
import { inOrganizationFast } from "@/server/db/in-organization";
import { listRuns } from "@/server/runs/list-runs";

export const list = procedureFor(...EVERYONE)
  .input(
    z.strictObject({
      workflowId: z.uuid().optional(),
      statuses: z.array(z.enum(RunStatus)).max(7).optional(),
      search: z.string().trim().max(200).optional(),
      ...pageInput,
    }),
  )
  .query(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => listRuns(tx, input)));
