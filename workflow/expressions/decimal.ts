import type { Json } from "@/workflow/json";

/** A decimal number taken apart: value = sign × 0.digits × 10^point. Zero has no digits and sign 0. */
type Decimal = { sign: -1 | 0 | 1; digits: string; point: number };

const PLAIN = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const GROUPED = /^[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?$/;

/** Longer texts are no number anybody typed; the bound keeps every operation on one cheap. */
const MAX_LENGTH = 100;

/**
 * The canonical text of a number or of a text that holds one: "480", " 480.50 ", "1,200.00" (whole
 * thousands groups only), "1e3". Undefined for anything else. No digit is lost on the way.
 */
export function decimalText(value: Json | undefined): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value !== "string" || value.length > MAX_LENGTH) return undefined;
  const trimmed = value.trim();
  const text = GROUPED.test(trimmed) ? trimmed.replaceAll(",", "") : trimmed;
  return /\d/.test(text.split(/e/i)[0] ?? "") && PLAIN.test(text) ? text : undefined;
}

/**
 * Compares two numbers, or texts that hold numbers, digit by digit: "0.30" equals 0.3, and cents of large
 * amounts are not rounded away. Negative, zero or positive like a sort function; undefined when one of them
 * is not a number.
 */
export function compareDecimals(a: Json | undefined, b: Json | undefined): number | undefined {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (left === undefined || right === undefined) return undefined;
  if (left.sign !== right.sign) return left.sign < right.sign ? -1 : 1;
  return left.sign < 0 ? compareMagnitudes(right, left) : compareMagnitudes(left, right);
}

function parseDecimal(value: Json | undefined): Decimal | undefined {
  const text = decimalText(value);
  const match = text === undefined ? null : PLAIN.exec(text);
  if (!match) return undefined;
  const whole = match[2] ?? "";
  const digits = whole + (match[3] ?? "");
  let start = 0;
  while (digits[start] === "0") start += 1;
  let end = digits.length;
  while (end > start && digits[end - 1] === "0") end -= 1;
  if (start === end) return { sign: 0, digits: "", point: 0 };
  return {
    sign: match[1] === "-" ? -1 : 1,
    digits: digits.slice(start, end),
    point: whole.length - start + Number(match[4] ?? "0"),
  };
}

function compareMagnitudes(a: Decimal, b: Decimal): number {
  if (a.point !== b.point) return a.point < b.point ? -1 : 1;
  if (a.digits === b.digits) return 0;
  // Both start with a non-zero digit at the same place, so text order is number order.
  return a.digits < b.digits ? -1 : 1;
}
