import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { listCollections } from "@/server/records/collections";

export const collections = procedureFor(...EVERYONE).query(({ ctx }) =>
  inOrganization(ctx.viewer.organizationId, listCollections),
);
