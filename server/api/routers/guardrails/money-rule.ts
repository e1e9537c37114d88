import { z } from "zod";

/** What a person sets for a currency; what is wrong with it is said when it is set (server/guardrails/check-rule). */
export const moneyRuleInput = z.strictObject({
  currency: z.string().trim().toUpperCase().length(3, "A currency is three letters, like EUR."),
  /** Exact decimal. */
  capPerAction: z.string().trim().max(20),
  /** Exact decimal; null for no limit. */
  budgetPerDay: z.string().trim().max(20).nullable(),
});
