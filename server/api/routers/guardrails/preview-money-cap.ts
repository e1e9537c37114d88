import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { previewRule } from "@/server/guardrails/preview-rule";
import { moneyRuleInput } from "./money-rule";

export const previewMoneyCap = procedureFor("admin")
  .input(moneyRuleInput)
  .query(({ ctx, input }) => inOrganizationFast(ctx.viewer.organizationId, (tx) => previewRule(tx, input)));
