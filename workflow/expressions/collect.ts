import { isGroup } from "./group";
import { referenceKey } from "./reference";
import type { Condition, Mapping, Reference, Rule, Value } from "./schema";

/** Every reference a value uses, each once, in reading order. */
export function referencesOfValue(value: Value): Reference[] {
  return distinct(referencesIn(value));
}

/** Every reference the assignments use, each once, in reading order. */
export function referencesOfMapping(mapping: Mapping): Reference[] {
  return distinct(mapping.flatMap((assignment) => referencesIn(assignment.value)));
}

/** Every reference the tests use, on either side, each once, in reading order. */
export function referencesOfCondition(condition: Condition): Reference[] {
  const found: Reference[] = [];
  // A stack instead of recursion: no nesting can exhaust it.
  const open: (Rule | Condition)[] = [condition];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (isGroup(next)) for (const rule of next.rules.toReversed()) open.push(rule);
    else found.push(next.left, ...referencesIn(next.right), ...referencesIn(next.upper));
  }
  return distinct(found);
}

function referencesIn(value: Value | undefined): Reference[] {
  if (value === undefined || value.kind === "literal") return [];
  if (value.kind === "reference") return [value.reference];
  return value.segments.flatMap((segment) => (segment.kind === "reference" ? [segment.reference] : []));
}

function distinct(references: Reference[]): Reference[] {
  return [...new Map(references.map((reference) => [referenceKey(reference), reference])).values()];
}
