import type { Json } from "@/workflow/json";
import type { Lookup } from "@/workflow/ports";
import { isEmpty } from "./convert";
import { isGroup, MAX_NESTING } from "./group";
import { OPERATOR_DETAILS, type OperatorDetails } from "./operators";
import { phrase } from "./phrase";
import { resolveReference } from "./reference";
import type { Condition, Reference, Rule, Value } from "./schema";
import { DEFAULT_FORMATTING, evaluateValue } from "./value";
import { joinPhrases, showJson } from "./words";

export type ConditionContext = {
  now: Date;
  labelOf: (reference: Reference) => string;
  /** IANA time zone that decides on which calendar day an instant falls; UTC unless given. */
  timeZone?: string;
};

/** A long list of reasons is no reason; what is beyond is counted. */
const MAX_FACTS = 12;

type Verdict = { result: boolean; facts: string[] };

/**
 * Decides a condition and says why: `why` is a phrase that names what decided it, with the values found, as
 * in "amount 480 is greater than 250". Any data and any condition give an answer; a test that the data does
 * not fit, or of something missing, is false and `why` says so. An empty "and" is true, an empty "or" false.
 */
export function evaluateCondition(
  condition: Condition,
  lookup: Lookup,
  context: ConditionContext,
): { result: boolean; why: string } {
  const { result, facts } = evaluateGroup(condition, lookup, context, 0);
  const distinct = [...new Set(facts)];
  const more = distinct.length - MAX_FACTS;
  return {
    result,
    why: joinPhrases(more > 0 ? [...distinct.slice(0, MAX_FACTS), `${more} more`] : distinct),
  };
}

function evaluateGroup(group: Condition, lookup: Lookup, context: ConditionContext, depth: number): Verdict {
  if (depth >= MAX_NESTING) return { result: false, facts: ["the conditions are nested too deeply"] };
  const and = group.combinator === "and";
  const verdicts = group.rules.map((rule) =>
    isGroup(rule) ? evaluateGroup(rule, lookup, context, depth + 1) : evaluateRule(rule, lookup, context),
  );
  const met = and ? verdicts.every((each) => each.result) : verdicts.some((each) => each.result);
  // What decided an "and" that holds are all its parts, one that does not hold the parts that failed; and
  // the other way round for "or". The facts stay true when "not" turns the result over.
  const facts = verdicts.filter((each) => each.result === met).flatMap((each) => each.facts);
  const noConditions = depth === 0 ? "there are no conditions" : "a group has no conditions";
  return { result: group.not ? !met : met, facts: facts.length > 0 ? facts : [noConditions] };
}

function evaluateRule(rule: Rule, lookup: Lookup, context: ConditionContext): Verdict {
  const details = OPERATOR_DETAILS[rule.operator];
  const left = resolveReference(rule.left, lookup);
  const right = operand(details.operands > 0 ? rule.right : undefined, lookup, context);
  const upper = operand(details.operands > 1 ? rule.upper : undefined, lookup, context);
  const missing = left === undefined ? undefined : (right.missing ?? upper.missing);
  if (missing !== undefined) return { result: false, facts: [`${context.labelOf(missing)} is missing`] };

  const { result, note } = details.test(left, right.value, upper.value, context.now, context.timeZone);
  const words = note ?? phrase(details, result ? details.label : details.negated, right.words, upper.words);
  const subject = [context.labelOf(rule.left), shownSubject(left, details)].filter((part) => part !== "");
  return { result, facts: [`${subject.join(" ")} ${words}`] };
}

/** The value to show beside its label; none where the words after it already say it. */
function shownSubject(left: Json | undefined, details: OperatorDetails): string {
  if (left === undefined || isEmpty(left)) return "";
  return details.operands === 0 && typeof left === "boolean" ? "" : showJson(left);
}

function operand(value: Value | undefined, lookup: Lookup, context: ConditionContext) {
  if (value === undefined) return {};
  const evaluated = evaluateValue(value, lookup, DEFAULT_FORMATTING);
  const [missing] = evaluated.missing;
  if (missing !== undefined || evaluated.value === undefined) return { missing };
  const shown = showJson(evaluated.value, "or");
  const label = value.kind === "reference" ? `${context.labelOf(value.reference)} ` : "";
  return { value: evaluated.value, words: `${label}${shown}` };
}
