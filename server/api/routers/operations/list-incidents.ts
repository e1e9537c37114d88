import { listIncidents } from "@/server/alerts/list-incidents";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";

export const incidents = procedureFor("admin", "builder").query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, listIncidents),
);
