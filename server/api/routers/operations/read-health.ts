import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { readHealth } from "@/server/operations/health";

export const health = procedureFor("admin", "builder").query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, (tx) => readHealth(tx)),
);
