import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { readStopped } from "@/server/operations/sending";

export const sending = procedureFor("admin", "builder", "reviewer").query(async ({ ctx }) => ({
  stopped: await inOrganizationFast(ctx.viewer.organizationId, readStopped),
}));
