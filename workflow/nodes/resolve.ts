import { toText } from "@/workflow/expressions/convert";
import type { Mapping, Value } from "@/workflow/expressions/schema";
import { DEFAULT_FORMATTING, evaluateMapping, evaluateValue } from "@/workflow/expressions/value";
import { joinWords } from "@/workflow/expressions/words";
import type { Json, JsonObject } from "@/workflow/json";
import { type Lookup, NeedsMending } from "@/workflow/ports";
import { plainLabel } from "./words";

/** Settings turned into the values of this run. What is required and missing becomes one sentence. */

type Wanted = { value: Value; lookup: Lookup; field: string; label: string };

/**
 * A value that the node cannot do without.
 * @throws NeedsMending when it is missing or empty, also when a chip in a text has neither value nor fallback.
 */
export function requireValue({ value, lookup, field, label }: Wanted): Json {
  const result = evaluateValue(value, lookup, DEFAULT_FORMATTING);
  if (result.missing.length > 0) {
    const names = joinWords([...new Set(result.missing.map((reference) => `“${plainLabel(reference)}”`))]);
    throw new NeedsMending(`“${label}” needs ${names}, which is missing in this run.`, field);
  }
  if (result.value === undefined || result.value === null || result.value === "") {
    throw new NeedsMending(`“${label}” is empty in this run.`, field);
  }
  return result.value;
}

/** Like `requireValue`, as text. */
export function requireText(wanted: Wanted): string {
  return toText(requireValue(wanted));
}

/** A value that may be missing: then `undefined`. */
export function optionalValue(value: Value | undefined, lookup: Lookup): Json | undefined {
  if (value === undefined) return undefined;
  const result = evaluateValue(value, lookup, DEFAULT_FORMATTING);
  return result.value === null || result.value === "" ? undefined : (result.value ?? undefined);
}

/** A text for people; what is missing leaves a gap. */
export function optionalText(value: Value | undefined, lookup: Lookup): string {
  const found = optionalValue(value, lookup);
  return found === undefined ? "" : toText(found);
}

/** Field assignments; fields whose value is missing are left out. */
export function lenientMapping(mapping: Mapping, lookup: Lookup): JsonObject {
  const { data, missing } = evaluateMapping(mapping, lookup, DEFAULT_FORMATTING);
  const gaps = new Set(missing.map(({ field }) => field));
  return Object.fromEntries(Object.entries(data).filter(([field]) => !gaps.has(field)));
}

/**
 * Field assignments that all have to be made.
 * @throws NeedsMending naming the first field whose value is missing.
 */
export function strictMapping(mapping: Mapping, lookup: Lookup, field: string): JsonObject {
  const { data, missing } = evaluateMapping(mapping, lookup, DEFAULT_FORMATTING);
  const [gap] = missing;
  if (gap) {
    const sentence = `“${gap.field}” needs “${plainLabel(gap.reference)}”, which is missing in this run.`;
    throw new NeedsMending(sentence, field);
  }
  return data;
}
