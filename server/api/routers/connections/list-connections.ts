import { procedureFor } from "@/server/api/trpc";
import { listConnections } from "@/server/connections/list-connections";
import { inOrganization } from "@/server/db/in-organization";

export const list = procedureFor("admin", "builder").query(({ ctx }) =>
  inOrganization(ctx.viewer.organizationId, listConnections),
);
