import type { FieldType } from "@/workflow/nodes/define";
import { compareMoments } from "./moment";
import {
  aged,
  between,
  contains,
  dated,
  empty,
  isMissing,
  isPresent,
  numeric,
  onDay,
  oneOf,
  same,
  type Test,
  textual,
  truth,
} from "./operator-tests";
import { OPERATORS, type Operator } from "./schema";

/** What one operator means: its words, what it needs, what it may be asked of, and the test itself. */
export type OperatorDetails = {
  /** Words as in "amount is greater than 250". */
  label: string;
  /** Words for when the test failed, as in "amount is not greater than 250". */
  negated: string;
  /** Word after the operand, as in "is older than 30 days". */
  unit?: "days";
  operands: 0 | 1 | 2;
  /** Field types it is offered for; it can be evaluated on any data. */
  types: FieldType[];
  /** A test of something missing is false, except "is missing" of course. */
  test: Test;
};

const WORDS: FieldType[] = ["text", "long-text", "email"];
const NUMBERS: FieldType[] = ["number", "money"];
const SCALARS: FieldType[] = [...WORDS, "choice", ...NUMBERS];
const DATES: FieldType[] = ["date"];
const EMPTIABLE: FieldType[] = [...SCALARS, "date", "list", "object"];
const ANY: FieldType[] = [...EMPTIABLE, "boolean"];

/** Every operator of the language, defined once: evaluation, explanations and the editor derive from it. */
export const OPERATOR_DETAILS: Record<Operator, OperatorDetails> = {
  is: { label: "is", negated: "is not", operands: 1, types: SCALARS, test: same(true) },
  "is-not": { label: "is not", negated: "is", operands: 1, types: SCALARS, test: same(false) },
  contains: {
    label: "contains",
    negated: "does not contain",
    operands: 1,
    types: [...WORDS, "list"],
    test: contains(true),
  },
  "does-not-contain": {
    label: "does not contain",
    negated: "contains",
    operands: 1,
    types: [...WORDS, "list"],
    test: contains(false),
  },
  "starts-with": {
    label: "starts with",
    negated: "does not start with",
    operands: 1,
    types: WORDS,
    test: textual((left, right) => left.startsWith(right)),
  },
  "ends-with": {
    label: "ends with",
    negated: "does not end with",
    operands: 1,
    types: WORDS,
    test: textual((left, right) => left.endsWith(right)),
  },
  "is-one-of": {
    label: "is one of",
    negated: "is none of",
    operands: 1,
    types: SCALARS,
    test: oneOf(true),
  },
  "is-none-of": {
    label: "is none of",
    negated: "is one of",
    operands: 1,
    types: SCALARS,
    test: oneOf(false),
  },
  "greater-than": {
    label: "is greater than",
    negated: "is not greater than",
    operands: 1,
    types: NUMBERS,
    test: numeric((order) => order > 0),
  },
  "at-least": {
    label: "is at least",
    negated: "is less than",
    operands: 1,
    types: NUMBERS,
    test: numeric((order) => order >= 0),
  },
  "less-than": {
    label: "is less than",
    negated: "is not less than",
    operands: 1,
    types: NUMBERS,
    test: numeric((order) => order < 0),
  },
  "at-most": {
    label: "is at most",
    negated: "is greater than",
    operands: 1,
    types: NUMBERS,
    test: numeric((order) => order <= 0),
  },
  between: {
    label: "is between",
    negated: "is not between",
    operands: 2,
    types: [...NUMBERS, ...DATES],
    test: between,
  },
  "is-before": {
    label: "is before",
    negated: "is not before",
    operands: 1,
    types: DATES,
    test: dated((left, right, timeZone) => compareMoments(left, right, timeZone) < 0),
  },
  "is-after": {
    label: "is after",
    negated: "is not after",
    operands: 1,
    types: DATES,
    test: dated((left, right, timeZone) => compareMoments(left, right, timeZone) > 0),
  },
  "is-on": { label: "is on", negated: "is not on", operands: 1, types: DATES, test: onDay },
  "is-within-last-days": {
    label: "is within the last",
    negated: "is not within the last",
    unit: "days",
    operands: 1,
    types: DATES,
    test: aged((ago, days) => ago >= 0 && ago <= days),
  },
  "is-within-next-days": {
    label: "is within the next",
    negated: "is not within the next",
    unit: "days",
    operands: 1,
    types: DATES,
    test: aged((ago, days) => ago <= 0 && -ago <= days),
  },
  "is-older-than-days": {
    label: "is older than",
    negated: "is not older than",
    unit: "days",
    operands: 1,
    types: DATES,
    test: aged((ago, days) => ago > days),
  },
  "is-true": { label: "is true", negated: "is not true", operands: 0, types: ["boolean"], test: truth(true) },
  "is-false": {
    label: "is false",
    negated: "is not false",
    operands: 0,
    types: ["boolean"],
    test: truth(false),
  },
  "is-empty": {
    label: "is empty",
    negated: "is not empty",
    operands: 0,
    types: EMPTIABLE,
    test: empty(true),
  },
  "is-not-empty": {
    label: "is not empty",
    negated: "is empty",
    operands: 0,
    types: EMPTIABLE,
    test: empty(false),
  },
  "is-missing": {
    label: "is missing",
    negated: "is not missing",
    operands: 0,
    types: ANY,
    test: isMissing,
  },
  "is-present": {
    label: "is present",
    negated: "is missing",
    operands: 0,
    types: ANY,
    test: isPresent,
  },
};

/** The operators a builder may choose from for a field of this type, in the order of the menu. */
export function operatorsFor(fieldType: FieldType): Operator[] {
  return OPERATORS.filter((operator) => OPERATOR_DETAILS[operator].types.includes(fieldType));
}
