import { toText } from "@/workflow/expressions/convert";
import { decimalText } from "@/workflow/expressions/decimal";
import type { Assembled } from "@/workflow/operations/assemble";
import type { Classification } from "@/workflow/operations/classification";
import type { Money } from "../define";
import { valueAt } from "./value-at";

/**
 * What a call moves, by the fields an admin has named, read from exactly what is sent; null when it is not to be found.
 * Its sign does not count: what is taken is as much as what is given.
 */
export function moneyOf({ money }: Classification, call: Assembled): Money | null {
  if (!money) return null;
  const amount = decimalText(toText(valueAt(call, money.amount) ?? ""))?.replace(/^[+-]/, "");
  const { currency: from } = money;
  const code = from.from === "fixed" ? from.code : toText(valueAt(call, from.key) ?? "");
  const currency = code.trim().toUpperCase();
  if (amount === undefined || !/^\d+(\.\d+)?$/.test(amount) || !/^[A-Z]{3}$/.test(currency)) return null;
  return { amount: money.smallestUnit ? inWholeUnits(amount, currency) : amount, currency };
}

/** "1250" in the smallest unit is "12.50" of most currencies, and 1250 of those that have none. */
function inWholeUnits(amount: string, currency: string): string {
  const { maximumFractionDigits } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  const digits = maximumFractionDigits ?? 2;
  if (digits === 0) return amount;
  const [whole = "0", fraction = ""] = amount.split(".");
  const padded = whole.padStart(digits + 1, "0");
  return `${padded.slice(0, -digits)}.${padded.slice(-digits)}${fraction}`;
}
