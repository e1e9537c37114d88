import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganization } from "@/server/db/in-organization";
import { restoreVersion as restore } from "@/server/workflows/versions";

export const restoreVersion = procedureFor("admin", "builder")
  .input(
    z.strictObject({
      versionId: z.uuid(),
      /** The draft's revision it replaces. */ revision: z.int().min(1),
    }),
  )
  .mutation(({ ctx, input }) =>
    inOrganization(ctx.viewer.organizationId, (tx) => restore(tx, input, ctx.viewer)),
  );
