import { describe, expect, it } from "vitest";
import type { Json } from "@/workflow/json";
import { evaluateCondition } from "./condition";
import { lookupIn } from "./reference";
import { type Condition, OPERATORS, type Operator, type Reference, type Rule, type Value } from "./schema";

const lookup = lookupIn(
  new Map([
    [
      "event",
      {
        amount: 480,
        cents: "480.00",
        tier: "gold",
        comment: "It was  broken\nwhen it arrived",
        vip: false,
        tags: ["new", "Fragile"],
        note: null,
        ordered: "2026-04-20",
        paid: "2026-05-01T22:30:00Z",
      },
    ],
  ]),
);
const now = new Date("2026-05-01T12:00:00Z");
const field = (key: string): Reference => ({ from: "event", path: [key] });
const labelOf = (reference: Reference) => reference.path.join(" ");
const literal = (value: string | number | boolean | null | (string | number)[]): Value => ({
  kind: "literal",
  value,
});
const decide = (condition: Condition, timeZone?: string) =>
  evaluateCondition(condition, lookup, { now, labelOf, timeZone });

function rule(
  key: string,
  operator: Operator,
  right?: string | number | (string | number)[] | null,
  upper?: number,
): Rule {
  return {
    left: field(key),
    operator,
    ...(right === undefined ? {} : { right: literal(right) }),
    ...(upper === undefined ? {} : { upper: literal(upper) }),
  };
}
const and = (...rules: (Rule | Condition)[]): Condition => ({ combinator: "and", rules });
const or = (...rules: (Rule | Condition)[]): Condition => ({ combinator: "or", rules });
const not = (condition: Condition): Condition => ({ ...condition, not: true });
const one = (...args: Parameters<typeof rule>) => decide(and(rule(...args)));

describe("a test says what decided it", () => {
  const cases: [Rule, boolean, string][] = [
    [rule("amount", "greater-than", 250), true, "amount 480 is greater than 250"],
    [rule("amount", "greater-than", 480), false, "amount 480 is not greater than 480"],
    [rule("cents", "at-least", 480), true, "cents 480.00 is at least 480"],
    [rule("cents", "is", 480), true, "cents 480.00 is 480"],
    [rule("amount", "at-most", "479.99"), false, "amount 480 is greater than 479.99"],
    [rule("amount", "between", 100, 480), true, "amount 480 is between 100 and 480"],
    [rule("tier", "is-not", "basic"), true, "tier gold is not basic"],
    [rule("tier", "is", " GOLD "), true, "tier gold is GOLD"],
    [rule("tier", "is-one-of", ["silver", "gold"]), true, "tier gold is one of silver or gold"],
    [rule("tier", "is-none-of", ["silver", "gold"]), false, "tier gold is one of silver or gold"],
    [rule("comment", "contains", "Broken"), true, "comment “It was broken when it arrived” contains Broken"],
    [rule("tier", "starts-with", "si"), false, "tier gold does not start with si"],
    [rule("tags", "contains", "fragile"), true, "tags new and Fragile contains fragile"],
    [rule("tags", "is-one-of", ["old", "new"]), true, "tags new and Fragile is one of old or new"],
    [rule("vip", "is-true"), false, "vip is not true"],
    [rule("vip", "is-false"), true, "vip is false"],
    [rule("note", "is-empty"), true, "note is empty"],
    [rule("tier", "is-not-empty"), true, "tier gold is not empty"],
    [rule("tier", "is-missing"), false, "tier gold is not missing"],
    [rule("note", "is-present"), true, "note is present"],
    [rule("ordered", "is-before", "2026-05-01"), true, "ordered 2026-04-20 is before 2026-05-01"],
    [rule("ordered", "is-within-last-days", 11), true, "ordered 2026-04-20 is within the last 11 days"],
    [rule("ordered", "is-older-than-days", 11), false, "ordered 2026-04-20 is not older than 11 days"],
    [
      rule("paid", "is-within-last-days", 5),
      false,
      "paid 2026-05-01T22:30:00Z is not within the last 5 days",
    ],
    [rule("ordered", "is-within-next-days", 30), false, "ordered 2026-04-20 is not within the next 30 days"],
    [rule("paid", "is-within-next-days", 1), true, "paid 2026-05-01T22:30:00Z is within the next 1 day"],
  ];
  it.each(cases)("%j", (given, result, why) => {
    expect(decide(and(given))).toEqual({ result, why });
  });

  it("names both sides when two fields are compared", () => {
    const given: Rule = {
      left: field("amount"),
      operator: "is",
      right: { kind: "reference", reference: field("cents") },
    };
    expect(decide(and(given))).toEqual({ result: true, why: "amount 480 is cents 480.00" });
  });
});

describe("a test that the data does not fit is false and says so", () => {
  it("names what is missing, on either side", () => {
    for (const operator of [
      "is",
      "is-not",
      "is-none-of",
      "does-not-contain",
      "less-than",
      "is-empty",
    ] as const) {
      expect(one("total", operator, "x")).toEqual({ result: false, why: "total is missing" });
    }
    expect(one("total", "is-missing")).toEqual({ result: true, why: "total is missing" });
    expect(one("total", "is-present")).toEqual({ result: false, why: "total is missing" });
    const right: Value = { kind: "reference", reference: field("limit") };
    expect(decide(and({ left: field("amount"), operator: "less-than", right }))).toEqual({
      result: false,
      why: "limit is missing",
    });
  });

  it("names what has the wrong kind", () => {
    expect(one("tier", "greater-than", 5).why).toBe("tier gold is not a number");
    expect(one("amount", "less-than", "lots").why).toBe(
      "amount 480 cannot be compared with lots, which is not a number",
    );
    expect(one("note", "less-than", 5).why).toBe("note is empty");
    expect(one("tier", "is-after", "2026-01-01").why).toBe("tier gold is not a date");
    expect(one("tier", "is-true").why).toBe("tier gold is neither true nor false");
    expect(one("ordered", "is-older-than-days", "soon").why).toBe(
      "ordered 2026-04-20 cannot be compared with soon, which is not a number of days",
    );
    expect(one("amount", "is").why).toBe("amount 480 has nothing to be compared with");
    expect(one("tier", "contains", "").why).toBe("tier gold has nothing to be compared with");
  });
});

describe("a group", () => {
  const large = rule("amount", "greater-than", 1000);
  const gold = rule("tier", "is", "gold");
  const basic = rule("tier", "is", "basic");

  it("joins everything that failed when none of several holds", () => {
    expect(decide(or(large, basic))).toEqual({
      result: false,
      why: "amount 480 is not greater than 1000, and tier gold is not basic",
    });
  });

  it("names only what decided", () => {
    expect(decide(or(large, gold))).toEqual({ result: true, why: "tier gold is gold" });
    expect(decide(and(large, gold))).toEqual({ result: false, why: "amount 480 is not greater than 1000" });
    expect(decide(and(gold, or(large, basic))).why).toBe(
      "amount 480 is not greater than 1000, and tier gold is not basic",
    );
  });

  it("keeps the facts true when it is turned over", () => {
    expect(decide(not(or(large, basic)))).toEqual({
      result: true,
      why: "amount 480 is not greater than 1000, and tier gold is not basic",
    });
  });

  it("without conditions is true for all of them and false for any of them", () => {
    expect(decide(and())).toEqual({ result: true, why: "there are no conditions" });
    expect(decide(or())).toEqual({ result: false, why: "there are no conditions" });
    expect(decide(and(gold, or()))).toEqual({ result: false, why: "a group has no conditions" });
  });

  it("counts reasons beyond a readable number", () => {
    const many = Array.from({ length: 40 }, (_, index) => rule("amount", "less-than", index));
    expect(decide(or(...many)).why).toMatch(/, amount 480 is not less than 11, and 28 more$/);
  });

  it("nested without end is false instead of a crash", () => {
    let deep = and(gold);
    for (let depth = 0; depth < 50_000; depth += 1) deep = and(deep);
    expect(decide(deep)).toEqual({ result: false, why: "the conditions are nested too deeply" });
  });
});

describe("dates", () => {
  it("take the calendar day of the organization's time zone", () => {
    const onTheFirst = and(rule("paid", "is-on", "2026-05-01"));
    expect(decide(onTheFirst, "UTC").result).toBe(true);
    expect(decide(onTheFirst, "Europe/Berlin").result).toBe(false);
    expect(decide(and(rule("paid", "is-after", "2026-05-01")), "Europe/Berlin").result).toBe(true);
    expect(decide(and(rule("paid", "is-after", "2026-05-01")), "UTC").result).toBe(false);
  });
});

describe("large data", () => {
  it("is refused by name where comparing it would stall", () => {
    const huge: Json = Array.from({ length: 5000 }, (_, index) => index);
    const result = evaluateCondition(
      and({
        left: field("huge"),
        operator: "is-one-of",
        right: { kind: "reference", reference: field("huge") },
      }),
      lookupIn(new Map([["event", { huge }]])),
      { now, labelOf },
    );
    expect(result.result).toBe(false);
    expect(result.why).toContain("has too many items to compare");
  });

  it("nested without end answers instead of crashing, whatever is asked of it", () => {
    let deep: Json = [];
    for (let depth = 0; depth < 100_000; depth += 1) deep = depth % 2 ? [deep] : { a: deep };
    const data = lookupIn(new Map([["event", { deep }]]));
    const right: Value = { kind: "reference", reference: field("deep") };
    const rules = OPERATORS.map((operator): Rule => ({ left: field("deep"), operator, right, upper: right }));
    expect(evaluateCondition(or(...rules), data, { now, labelOf }).why).toContain("deep");
  });
});
