-- AlterTable
ALTER TABLE "money_guardrail" ADD COLUMN     "budget_per_day" DECIMAL(18,4);

-- What was moved on a day is summed up each time something is to move in a currency that has a budget.
CREATE INDEX effect_moved ON effect (organization_id, currency, created_at) WHERE effect = 'money';
