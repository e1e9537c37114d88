import { referencesOfValue } from "@/workflow/expressions/collect";
import type { Reference } from "@/workflow/expressions/schema";
import { joinWords } from "@/workflow/expressions/words";
import type { Json } from "@/workflow/json";
import type { RecordFilter, Surroundings } from "@/workflow/ports";
import { optionalValue } from "./resolve";
import type { Filters } from "./settings";
import { humanise } from "./words";

export function referencesOfFilters(filters: Filters): Reference[] {
  return filters.flatMap(({ value }) => referencesOfValue(value));
}

export type ResolvedFilters = { filters: RecordFilter[] } | { absent: string };

/**
 * Filters with this run's values. A test of something missing never holds, so one missing value means that
 * nothing can be found; `absent` then names the fields in words. An empty text counts as missing: it must
 * not find every record whose field is empty too.
 */
export function resolveFilters(filters: Filters, call: Surroundings): ResolvedFilters {
  const resolved: RecordFilter[] = [];
  const absent: string[] = [];
  for (const { field, operator, value } of filters) {
    const found: Json | undefined = optionalValue(value, call);
    if (found === undefined) absent.push(humanise(field));
    else resolved.push({ field, operator, value: found });
  }
  return absent.length > 0 ? { absent: joinWords(absent) } : { filters: resolved };
}
