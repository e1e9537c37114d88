import type { Json } from "@/workflow/json";
import { toBoolean } from "./convert";
import { compareDecimals } from "./decimal";

const MAX_DEPTH = 50;

/** Text as comparisons see it: trimmed, without regard to case or to how accents are encoded. */
export function comparableText(text: string): string {
  return text.normalize("NFC").trim().toLowerCase();
}

/**
 * Whether two values mean the same. Texts compare without regard to case and outer spaces; as soon as one
 * side is a number or a boolean, the other is read as one ("480.00" is 480, "yes" is true); lists and
 * objects compare item by item. Two texts never compare as numbers: "007" is not "7".
 */
export function sameJson(a: Json, b: Json, depth = 0): boolean {
  if (typeof a === "boolean" || typeof b === "boolean") {
    const left = toBoolean(a);
    return left !== undefined && left === toBoolean(b);
  }
  if (typeof a === "number" || typeof b === "number") return compareDecimals(a, b) === 0;
  if (typeof a === "string" && typeof b === "string") return comparableText(a) === comparableText(b);
  if (a === null || b === null || typeof a !== "object" || typeof b !== "object") return a === b;
  // Deeper than anything a person reads; the bound keeps any data from exhausting the stack.
  if (depth >= MAX_DEPTH) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => sameJson(item, b[index] ?? null, depth + 1));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] ?? null, b[key] ?? null, depth + 1))
  );
}
