import { decimalText } from "@/workflow/expressions/decimal";
import type { Json } from "@/workflow/json";

/**
 * An amount as the gateway takes it: an exact decimal string with two places, "480.00". Accepts numbers and
 * plain decimal text; `null` for anything else, for more than two places, and for nothing or less.
 */
export function toAmount(value: Json): string | null {
  const match = /^\+?0*(\d{1,14})(?:\.(\d{1,2})0*)?$/.exec(decimalText(value) ?? "");
  if (!match) return null;
  const amount = `${match[1]}.${(match[2] ?? "").padEnd(2, "0")}`;
  return /[1-9]/.test(amount) ? amount : null;
}
