import { createHash } from "node:crypto";
import type { Json } from "@/workflow/json";

/**
 * JSON as bytes that depend on its content alone: keys in code-unit order, no spaces, numbers as ECMAScript
 * writes them. Source: RFC 8785 (JCS).
 */
export function canonicalJson(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
    return `{${entries.join(",")}}`;
  }
  return JSON.stringify(value);
}

/** SHA-256 over canonical JSON, in hex: equal content, equal hash. */
export function canonicalHash(value: Json): string {
  return createHash("sha256").update(canonicalJson(value), "utf8").digest("hex");
}
