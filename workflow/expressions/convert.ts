import type { Json } from "@/workflow/json";
import { decimalText } from "./decimal";
import { instantOf, toMoment } from "./moment";

export { compareDecimals } from "./decimal";

const TRUE_WORDS = new Set(["true", "yes", "on", "1"]);
const FALSE_WORDS = new Set(["false", "no", "off", "0"]);

/**
 * A number, or the number that a text holds ("480", "1,200.50"). Undefined for anything else and for what a
 * number cannot hold. Compare money with `compareDecimals`, which keeps every digit.
 */
export function toNumber(value: Json | undefined): number | undefined {
  const text = decimalText(value);
  const number = text === undefined ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
}

/**
 * Any value as text: texts as they stand, numbers and booleans in plain digits and words, nothing for null
 * and undefined, lists of simple values joined with commas, everything else as JSON.
 */
export function toText(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (typeof value !== "object") return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item !== "object")) return value.join(", ");
  return toJsonText(value);
}

/** The date that an ISO 8601 text holds; a day without a time begins at midnight UTC. */
export function toDate(value: Json | undefined): Date | undefined {
  const moment = toMoment(value);
  return moment === undefined ? undefined : new Date(instantOf(moment));
}

/** True and false, also as forms and other systems write them: yes/no, on/off, 1/0. Undefined otherwise. */
export function toBoolean(value: Json | undefined): boolean | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  const word = typeof value === "string" && value.length > 10 ? "" : String(value).trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

/** Null, a blank text, an empty list and an object without fields. */
export function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (typeof value === "string") return value.trim() === "";
  if (typeof value !== "object") return false;
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

function toJsonText(value: Json): string {
  try {
    return JSON.stringify(value);
  } catch {
    // Nested so deeply that no machine writes it out.
    return "";
  }
}
