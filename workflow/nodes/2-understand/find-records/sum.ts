import { decimalText } from "@/workflow/expressions/decimal";
import type { Json } from "@/workflow/json";

const PLACES = 6;

/**
 * Sum of numbers and decimal texts, added exactly to six decimal places (0.1 + 0.2 is 0.3). Whatever is no
 * number counts as nothing.
 */
export function exactSum(values: readonly (Json | undefined)[]): number {
  const total = values.reduce((sum, value) => sum + scaled(value), 0n);
  return Number(total) / 10 ** PLACES;
}

function scaled(value: Json | undefined): bigint {
  const match = /^(-?)(\d{1,15})(?:\.(\d+))?$/.exec(decimalText(value) ?? "");
  if (!match) return 0n;
  const digits = `${match[2]}${(match[3] ?? "").slice(0, PLACES).padEnd(PLACES, "0")}`;
  return match[1] === "-" ? -BigInt(digits) : BigInt(digits);
}
