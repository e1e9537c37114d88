import { sendTestAlert } from "@/server/alerts/settings";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";

export const testAlert = procedureFor("admin").mutation(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, (tx) => sendTestAlert(tx, ctx.viewer)),
);
