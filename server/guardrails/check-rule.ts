import { MendInput } from "@/server/errors";

/** What a person sets for a currency: exact decimals; no budget is no limit. */
export type MoneyRule = { currency: string; capPerAction: string; budgetPerDay: string | null };

const AMOUNT = /^\d{1,14}(\.\d{1,4})?$/;

/** @throws MendInput that names the field */
export function checkRule({ currency, capPerAction, budgetPerDay }: MoneyRule): void {
  if (!Intl.supportedValuesOf("currency").includes(currency)) {
    throw new MendInput("This currency is not known. Use its three letters, like EUR.", "currency");
  }
  if (!AMOUNT.test(capPerAction)) {
    throw new MendInput("Give the cap as digits with a point, like 250 or 99.50.", "capPerAction");
  }
  if (budgetPerDay !== null && !AMOUNT.test(budgetPerDay)) {
    throw new MendInput(
      "Give the budget as digits with a point, like 5000, or leave it empty.",
      "budgetPerDay",
    );
  }
}
