import type { Json } from "@/workflow/json";
import { isEmpty, toBoolean, toNumber, toText } from "./convert";
import { compareDecimals } from "./decimal";
import { compareMoments, daysSince, type Moment, sameDay, toMoment } from "./moment";
import { comparableText, sameJson } from "./sameness";
import { showJson } from "./words";

/** `note` says why the test could not be made, as words after the tested thing: "is not a number". */
type TestResult = { result: boolean; note?: string };

/** Tests what is there; undefined stands for missing. `timeZone` decides which calendar day an instant is on. */
export type Test = (
  left: Json | undefined,
  right: Json | undefined,
  upper: Json | undefined,
  now: Date,
  timeZone?: string,
) => TestResult;

/** How many pairs of items one test compares at most, so that two huge lists cannot stall a worker. */
const MAX_PAIRS = 100_000;

const MISSING: TestResult = { result: false, note: "is missing" };
const NOTHING_TO_COMPARE: TestResult = { result: false, note: "has nothing to be compared with" };

export const isMissing: Test = (left) => ({ result: left === undefined });
export const isPresent: Test = (left) => ({ result: left !== undefined });
export const empty = (expected: boolean): Test => unary((left) => ({ result: isEmpty(left) === expected }));

/** True and false, also in the words of forms; anything else is neither and says so. */
export const truth = (expected: boolean): Test =>
  unary((left) => {
    const value = toBoolean(left);
    return value === undefined ? unfit(left, "neither true nor false") : { result: value === expected };
  });

export const same = (expected: boolean): Test =>
  binary((left, right) => ({ result: sameJson(left, right) === expected }));

/** Whether the left side is one of a list; of a list on the left, whether any of its items is. */
export const oneOf = (expected: boolean): Test =>
  binary((left, right) => {
    const items = Array.isArray(left) ? left : [left];
    const allowed = Array.isArray(right) ? right : [right];
    if (items.length * allowed.length > MAX_PAIRS)
      return { result: false, note: "has too many items to compare" };
    return { result: items.some((item) => allowed.some((each) => sameJson(item, each))) === expected };
  });

/** Part of a text, or an item of a list. */
export const contains = (expected: boolean): Test => {
  const inText = textual((left, right) => left.includes(right) === expected);
  return binary((left, right, now, timeZone) =>
    Array.isArray(left)
      ? { result: left.some((item) => sameJson(item, right)) === expected }
      : inText(left, right, undefined, now, timeZone),
  );
};

/** A test of two texts, without regard to case and outer spaces. */
export function textual(test: (left: string, right: string) => boolean): Test {
  return binary((left, right) => {
    if (typeof left === "object") return unfit(left, "not a text");
    if (typeof right === "object") return unfitRight(right, "not a text");
    if (isEmpty(right)) return NOTHING_TO_COMPARE;
    return { result: test(comparableText(toText(left)), comparableText(toText(right))) };
  });
}

/** A test of how the left number stands to the right one (like a sort function's answer), digit by digit. */
export function numeric(test: (order: number) => boolean): Test {
  return binary((left, right) => {
    if (toNumber(left) === undefined) return unfit(left, "not a number");
    const order = compareDecimals(left, right);
    return order === undefined ? unfitRight(right, "not a number") : { result: test(order) };
  });
}

/** Both ends included; numbers or dates. */
export const between: Test = (left, right, upper, now, timeZone) => {
  if (left === undefined) return MISSING;
  if (right === undefined || upper === undefined) return NOTHING_TO_COMPARE;
  const ordered = (test: (order: number) => boolean) =>
    toMoment(left) === undefined ? numeric(test) : dated((a, b, zone) => test(compareMoments(a, b, zone)));
  const low = ordered((order) => order >= 0)(left, right, undefined, now, timeZone);
  if (low.note !== undefined) return low;
  const high = ordered((order) => order <= 0)(left, upper, undefined, now, timeZone);
  return high.note === undefined ? { result: low.result && high.result } : high;
};

/** A test of two dates. */
export function dated(test: (left: Moment, right: Moment, timeZone: string) => boolean): Test {
  return binary((left, right, _now, timeZone) => {
    const a = toMoment(left);
    const b = toMoment(right);
    if (a === undefined) return unfit(left, "not a date");
    return b === undefined ? unfitRight(right, "not a date") : { result: test(a, b, timeZone) };
  });
}

export const onDay = dated(sameDay);

/** A test of how many days ago the left date is (negative: to come), against a number of days. */
export function aged(test: (daysAgo: number, days: number) => boolean): Test {
  return binary((left, right, now, timeZone) => {
    const moment = toMoment(left);
    const days = toNumber(right);
    if (moment === undefined) return unfit(left, "not a date");
    if (days === undefined || days < 0) return unfitRight(right, "not a number of days");
    return { result: test(daysSince(moment, now, timeZone), days) };
  });
}

function unary(test: (left: Json) => TestResult): Test {
  return (left) => (left === undefined ? MISSING : test(left));
}

function binary(test: (left: Json, right: Json, now: Date, timeZone: string) => TestResult): Test {
  return (left, right, _upper, now, timeZone = "UTC") => {
    if (left === undefined) return MISSING;
    return right === undefined ? NOTHING_TO_COMPARE : test(left, right, now, timeZone);
  };
}

function unfit(left: Json, what: string): TestResult {
  return { result: false, note: isEmpty(left) ? "is empty" : `is ${what}` };
}

function unfitRight(right: Json, what: string): TestResult {
  return { result: false, note: `cannot be compared with ${showJson(right)}, which is ${what}` };
}
