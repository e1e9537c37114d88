import { z } from "zod";
import { EVERYONE, procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { getVersion } from "@/server/workflows/versions";

export const version = procedureFor(...EVERYONE)
  .input(z.strictObject({ versionId: z.uuid() }))
  .query(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => getVersion(tx, input.versionId)),
  );
