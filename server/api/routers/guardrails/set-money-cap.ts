import { z } from "zod";
import { procedureFor } from "@/server/api/trpc";
import { inOrganizationFast } from "@/server/db/in-organization";
import { setMoneyCap as set } from "@/server/guardrails/set-money-cap";
import { moneyRuleInput } from "./money-rule";

export const setMoneyCap = procedureFor("admin")
  /** The version that was read; 0 when there was none. */
  .input(moneyRuleInput.extend({ version: z.int().min(0) }))
  .mutation(({ ctx, input }) =>
    inOrganizationFast(ctx.viewer.organizationId, (tx) => set(tx, input, ctx.viewer)),
  );
