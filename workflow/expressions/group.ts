import type { Condition, Rule } from "./schema";

/** How deep groups may nest; deeper ones are not followed, so that no condition can exhaust the stack. */
export const MAX_NESTING = 20;

/** Tells a group of conditions from a single test. */
export function isGroup(rule: Rule | Condition): rule is Condition {
  return "combinator" in rule;
}
