import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { readSettings } from "@/server/organization/settings";

export const organization = procedureFor(...EVERYONE).query(({ ctx }) =>
  inOrganization(ctx.viewer.organizationId, readSettings),
);
