import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { groupByCause } from "@/server/operations/list-effects";

export const causes = procedureFor("admin", "builder").query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, groupByCause),
);
