import type { ConditionContext } from "@/workflow/expressions/condition";
import { toText } from "@/workflow/expressions/convert";
import type { Mapping, Value } from "@/workflow/expressions/schema";
import { DEFAULT_FORMATTING, evaluateMapping, evaluateValue } from "@/workflow/expressions/value";
import { joinWords } from "@/workflow/expressions/words";
import type { Json, JsonObject } from "@/workflow/json";
import { NeedsMending, type Services, type Surroundings } from "@/workflow/ports";
import { toAmount } from "./money";
import { plainLabel } from "./words";

/** Settings turned into the values of this run. What is required and missing becomes one sentence. */

export type Wanted = { value: Value; call: Surroundings; field: string; label: string };

const formattingOf = ({ services }: Surroundings) => services.formatting ?? DEFAULT_FORMATTING;

/** What conditions are decided in: the moment, the organization's days, references in words. */
export function contextOf(services: Pick<Services, "now" | "formatting">): ConditionContext {
  return { now: services.now, labelOf: plainLabel, timeZone: services.formatting?.timeZone };
}

/**
 * A value that the node cannot do without.
 * @throws NeedsMending when it is missing or empty, also when a chip in a text has neither value nor fallback.
 */
export function requireValue({ value, call, field, label }: Wanted): Json {
  const result = evaluateValue(value, call.lookup, formattingOf(call));
  if (result.missing.length > 0) {
    const names = joinWords([...new Set(result.missing.map((reference) => `“${plainLabel(reference)}”`))]);
    throw new NeedsMending(`“${label}” needs ${names}, which is missing in this run.`, field);
  }
  const blank = typeof result.value === "string" && result.value.trim() === "";
  if (result.value === undefined || result.value === null || blank) {
    throw new NeedsMending(`“${label}” is empty in this run.`, field);
  }
  return result.value;
}

/** Like `requireValue`, as text. */
export function requireText(wanted: Wanted): string {
  return toText(requireValue(wanted));
}

/**
 * An amount of money, exact and more than nothing.
 * @throws NeedsMending when it is missing, or no such amount
 */
export function requireAmount(wanted: Wanted): string {
  const found = requireValue(wanted);
  const amount = toAmount(found);
  if (amount !== null) return amount;
  const sentence = `“${wanted.label}” is “${toText(found)}”. It has to be more than 0, with at most two decimals.`;
  throw new NeedsMending(sentence, wanted.field);
}

/** A value that may be missing: then `undefined`. */
export function optionalValue(value: Value | undefined, call: Surroundings): Json | undefined {
  if (value === undefined) return undefined;
  const result = evaluateValue(value, call.lookup, formattingOf(call));
  return result.value === null || result.value === "" ? undefined : (result.value ?? undefined);
}

/** A text for people; what is missing leaves a gap. */
export function optionalText(value: Value | undefined, call: Surroundings): string {
  const found = optionalValue(value, call);
  return found === undefined ? "" : toText(found);
}

/** Field assignments; fields whose value is missing are left out. */
export function lenientMapping(mapping: Mapping, call: Surroundings): JsonObject {
  const { data, missing } = evaluateMapping(mapping, call.lookup, formattingOf(call));
  const gaps = new Set(missing.map(({ field }) => field));
  return Object.fromEntries(Object.entries(data).filter(([field]) => !gaps.has(field)));
}

/**
 * Field assignments that all have to be made.
 * @throws NeedsMending naming the first field whose value is missing.
 */
export function strictMapping(mapping: Mapping, call: Surroundings, field: string): JsonObject {
  const { data, missing } = evaluateMapping(mapping, call.lookup, formattingOf(call));
  const [gap] = missing;
  if (gap) {
    const sentence = `“${gap.field}” needs “${plainLabel(gap.reference)}”, which is missing in this run.`;
    throw new NeedsMending(sentence, field);
  }
  return data;
}
