import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { readCatalog } from "@/server/workflows/catalog";

export const catalog = procedureFor(...EVERYONE).query(({ ctx }) =>
  inOrganization(ctx.viewer.organizationId, readCatalog),
);
