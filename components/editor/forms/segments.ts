import type { Reference, Segment, Value } from "@/workflow/expressions/schema";
import type { FieldType } from "@/workflow/nodes/define";

/** What a new row starts with. */
export const EMPTY_VALUE: Value = { kind: "literal", value: "" };

/** Between what is stored (a value) and what is edited (text with chips in it). */

export function valueToSegments(value: Value | undefined): Segment[] {
  if (!value) return [];
  switch (value.kind) {
    case "text":
      return value.segments;
    case "reference":
      return [
        {
          kind: "reference",
          reference: value.reference,
          ...(value.fallback == null ? {} : { fallback: String(value.fallback) }),
        },
      ];
    case "literal": {
      const { value: constant } = value;
      const text = Array.isArray(constant)
        ? constant.map(String).join(", ")
        : constant === null
          ? ""
          : String(constant);
      return text === "" ? [] : [{ kind: "text", text }];
    }
  }
}

/**
 * The simplest value that says the same: one chip alone stays a reference and keeps its type; text alone is
 * a constant of the expected type; both together are text.
 */
export function segmentsToValue(segments: Segment[], expected: FieldType = "text"): Value {
  const [first, ...rest] = segments;
  if (!first) return { kind: "literal", value: "" };
  if (rest.length > 0) return { kind: "text", segments };
  if (first.kind === "reference") {
    if (first.format && first.format !== "plain") return { kind: "text", segments };
    return {
      kind: "reference",
      reference: first.reference,
      ...(first.fallback === undefined ? {} : { fallback: first.fallback }),
    };
  }
  return { kind: "literal", value: constantOf(first.text, expected) };
}

function constantOf(text: string, expected: FieldType): string | number | boolean | string[] {
  const trimmed = text.trim();
  if (expected === "number" && trimmed !== "" && Number.isFinite(Number(trimmed))) return Number(trimmed);
  if (expected === "boolean" && /^(true|yes)$/i.test(trimmed)) return true;
  if (expected === "boolean" && /^(false|no)$/i.test(trimmed)) return false;
  if (expected === "list") return trimmed === "" ? [] : trimmed.split(",").map((part) => part.trim());
  return text;
}

/** Attribute form of a reference on a chip in the editable text, and back. */
export function encodeReference(reference: Reference): string {
  return JSON.stringify([reference.from, ...reference.path]);
}

export function decodeReference(encoded: string | undefined): Reference | null {
  if (!encoded) return null;
  try {
    const parts: unknown = JSON.parse(encoded);
    if (!Array.isArray(parts) || !parts.every((part): part is string => typeof part === "string"))
      return null;
    const [from, ...path] = parts;
    return from ? { from, path } : null;
  } catch {
    return null;
  }
}
