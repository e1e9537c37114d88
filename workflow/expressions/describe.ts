import { isGroup, MAX_NESTING } from "./group";
import { OPERATOR_DETAILS } from "./operators";
import { phrase } from "./phrase";
import type { Condition, Reference, Rule, Segment, Value } from "./schema";
import { segmentsToPlain } from "./text";
import { joinPhrases, shorten, showJson } from "./words";

type LabelOf = (reference: Reference) => string;

/**
 * A condition in words, ready to stand after "if": "amount is greater than 200 or tier is not basic". Groups
 * within stand in parentheses; an unfinished test shows "…" where something is still to be chosen.
 */
export function describeCondition(condition: Condition, labelOf: LabelOf): string {
  return describeGroup(condition, labelOf, 0);
}

/** A value in words: a constant as it stands, a reference as its label, a text with labels in brackets. */
export function describeValue(value: Value, labelOf: LabelOf): string {
  return describeOperand(value, labelOf, "and");
}

/** A text on one line, in quotes, with the label of each reference in brackets. */
export function describeText(segments: Segment[], labelOf: LabelOf): string {
  return `“${shorten(segmentsToPlain(segments, labelOf), 120)}”`;
}

function describeGroup(group: Condition, labelOf: LabelOf, depth: number): string {
  if (depth >= MAX_NESTING) return "…";
  const [only] = group.rules;
  if (only === undefined) return group.not ? "not (there are no conditions)" : "there are no conditions";
  if (group.rules.length === 1 && !isGroup(only)) return describeRule(only, labelOf, group.not === true);
  const parts = group.rules.map((rule) => {
    if (!isGroup(rule)) return describeRule(rule, labelOf, false);
    const words = describeGroup(rule, labelOf, depth + 1);
    return rule.rules.length > 1 && rule.not !== true ? `(${words})` : words;
  });
  const words = parts.length > 2 ? joinPhrases(parts, group.combinator) : parts.join(` ${group.combinator} `);
  return group.not ? `not (${words})` : words;
}

function describeRule(rule: Rule, labelOf: LabelOf, negated: boolean): string {
  const details = OPERATOR_DETAILS[rule.operator];
  const words = (value: Value | undefined) =>
    value === undefined ? undefined : describeOperand(value, labelOf, "or");
  const verb = negated ? details.negated : details.label;
  return `${labelOf(rule.left)} ${phrase(details, verb, words(rule.right), words(rule.upper))}`;
}

function describeOperand(value: Value, labelOf: LabelOf, conjunction: "and" | "or"): string {
  switch (value.kind) {
    case "literal":
      return showJson(value.value, conjunction);
    case "reference":
      return labelOf(value.reference);
    case "text":
      return describeText(value.segments, labelOf);
  }
}
