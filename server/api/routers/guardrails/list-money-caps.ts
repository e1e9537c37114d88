import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { listCaps } from "@/server/guardrails/money-caps";

export const moneyCaps = procedureFor("admin", "builder").query(({ ctx }) =>
  inOrganizationFast(ctx.viewer.organizationId, listCaps),
);
