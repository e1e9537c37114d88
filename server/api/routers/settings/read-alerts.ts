import { listTests } from "@/server/alerts/list-incidents";
import { readAlertSettings } from "@/server/alerts/settings";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";

export const alerts = procedureFor("admin").query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, async (tx) => ({
    settings: await readAlertSettings(tx),
    tests: await listTests(tx),
  })),
);
