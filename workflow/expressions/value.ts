import type { Json, JsonObject } from "@/workflow/json";
import type { Lookup } from "@/workflow/ports";
import { isEmpty } from "./convert";
import { type Formatting, formatJson } from "./format";
import { resolveReference } from "./reference";
import type { Mapping, Reference, Segment, Value } from "./schema";

export { DEFAULT_FORMATTING, type Formatting } from "./format";

/**
 * What a value comes to in a run. A reference keeps the type of what it points at; a missing one takes its
 * fallback, else the value is undefined. A text is always a text: a missing part without a fallback stays
 * empty. `missing` lists what was neither there nor replaced; the caller decides whether that matters.
 */
export function evaluateValue(
  value: Value,
  lookup: Lookup,
  formatting: Formatting,
): { value: Json | undefined; missing: Reference[] } {
  switch (value.kind) {
    case "literal":
      return { value: value.value, missing: [] };
    case "reference": {
      const found = resolveReference(value.reference, lookup);
      // Null is a value that somebody set; only what is missing is replaced.
      const known = found === undefined ? value.fallback : found;
      return { value: known, missing: known === undefined ? [value.reference] : [] };
    }
    case "text":
      return evaluateText(value.segments, lookup, formatting);
  }
}

/**
 * What field assignments come to: the fields that have a value, and for those that lack something, which
 * field lacks which reference.
 */
export function evaluateMapping(
  mapping: Mapping,
  lookup: Lookup,
  formatting: Formatting,
): { data: JsonObject; missing: { field: string; reference: Reference }[] } {
  const data: JsonObject = {};
  const missing: { field: string; reference: Reference }[] = [];
  for (const { field, value } of mapping) {
    const evaluated = evaluateValue(value, lookup, formatting);
    for (const reference of evaluated.missing) missing.push({ field, reference });
    // Assigning "__proto__" would change what the object is instead of what it holds.
    if (evaluated.value !== undefined && field !== "__proto__") data[field] = evaluated.value;
  }
  return { data, missing };
}

function evaluateText(segments: Segment[], lookup: Lookup, formatting: Formatting) {
  const missing: Reference[] = [];
  const parts = segments.map((segment) => {
    if (segment.kind === "text") return segment.text;
    const found = resolveReference(segment.reference, lookup);
    if (found === undefined && segment.fallback === undefined) missing.push(segment.reference);
    // An empty field reads as badly as a missing one ("Dear ,"), so the fallback stands in for both.
    if (found === undefined || isEmpty(found)) return segment.fallback ?? "";
    return formatJson(found, segment.format, formatting);
  });
  return { value: parts.join(""), missing };
}
