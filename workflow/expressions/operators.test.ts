import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "@/workflow/json";
import { FIELD_TYPES } from "@/workflow/nodes/define";
import { evaluateCondition } from "./condition";
import { describeCondition } from "./describe";
import { OPERATOR_DETAILS, operatorsFor } from "./operators";
import { lookupIn } from "./reference";
import { type Condition, conditionSchema, FORMATS, OPERATORS, type Rule, type Value } from "./schema";
import { DEFAULT_FORMATTING, evaluateValue } from "./value";

const words = fc.oneof(
  fc.string(),
  fc.constantFrom("480", "480.00", "1e400", "2026-05-01", "2026-05-01T10:00:00Z", "yes", "__proto__", ""),
);
const json = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 4 },
    words,
    fc.double(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("json"), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom("a", "b", "0", "constructor", "toString"), tie("json")),
  ) as fc.Arbitrary<Json>,
})).json;

const reference = fc.record({
  from: fc.constantFrom("event", "find", "constructor"),
  path: fc.array(fc.constantFrom("a", "b", "0", "__proto__", "constructor", "length"), { maxLength: 3 }),
});
const scalar = fc.oneof(
  words,
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.constant(null),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({
    kind: fc.constant("literal" as const),
    value: fc.oneof(scalar, fc.array(scalar, { maxLength: 3 })),
  }),
  fc.record(
    { kind: fc.constant("reference" as const), reference, fallback: scalar },
    { requiredKeys: ["kind", "reference"] },
  ),
  fc.record({
    kind: fc.constant("text" as const),
    segments: fc.array(
      fc.oneof(
        fc.record({ kind: fc.constant("text" as const), text: words }),
        fc.record(
          {
            kind: fc.constant("reference" as const),
            reference,
            fallback: words,
            format: fc.constantFrom(...FORMATS),
          },
          { requiredKeys: ["kind", "reference"] },
        ),
      ),
      { maxLength: 3 },
    ),
  }),
);
const rule: fc.Arbitrary<Rule> = fc.record(
  { left: reference, operator: fc.constantFrom(...OPERATORS), right: value, upper: value },
  { requiredKeys: ["left", "operator"] },
);
const condition = fc.letrec<{ group: Condition }>((tie) => ({
  group: fc.record(
    {
      combinator: fc.constantFrom("and" as const, "or" as const),
      not: fc.boolean(),
      rules: fc.array(fc.oneof({ maxDepth: 4 }, rule, tie("group")), { maxLength: 4 }),
    },
    { requiredKeys: ["combinator", "rules"] },
  ),
})).group;
const outputs = fc
  .record({
    event: fc.dictionary(fc.constantFrom("a", "b", "0"), json),
    find: fc.dictionary(fc.constant("a"), json),
  })
  .map((found) => new Map(Object.entries(found)));

const now = new Date("2026-05-01T12:00:00Z");
const labelOf = (given: { path: string[] }) => given.path.join(" ");

describe("whatever the data and the drawing", () => {
  it("a condition has one answer and a reason, and leaves the data alone", () => {
    fc.assert(
      fc.property(condition, outputs, (given, data) => {
        const before = structuredClone(data);
        const first = evaluateCondition(given, lookupIn(data), { now, labelOf });
        const second = evaluateCondition(structuredClone(given), lookupIn(data), { now, labelOf });
        expect(second).toEqual(first);
        expect(typeof first.result).toBe("boolean");
        expect(first.why).not.toBe("");
        expect(data).toEqual(before);
        expect(describeCondition(given, labelOf)).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("turning a condition over turns its answer over and keeps its reason", () => {
    fc.assert(
      fc.property(condition, outputs, (given, data) => {
        const plain = evaluateCondition(given, lookupIn(data), { now, labelOf });
        const turned = evaluateCondition({ ...given, not: !given.not }, lookupIn(data), { now, labelOf });
        expect(turned).toEqual({ result: !plain.result, why: plain.why });
      }),
    );
  });

  it("the conditions tested here are ones that a drawing may hold", () => {
    fc.assert(
      fc.property(condition, (given) => {
        expect(conditionSchema.safeParse(given).success).toBe(true);
      }),
    );
  });

  it("a value has one answer, and a text is a text", () => {
    fc.assert(
      fc.property(value, outputs, (given, data) => {
        const first = evaluateValue(given, lookupIn(data), DEFAULT_FORMATTING);
        expect(evaluateValue(given, lookupIn(data), DEFAULT_FORMATTING)).toEqual(first);
        if (given.kind === "text") expect(typeof first.value).toBe("string");
      }),
      { numRuns: 500 },
    );
  });

  it("a test that could not be made is false", () => {
    const maybe = fc.option(json, { nil: undefined });
    fc.assert(
      fc.property(fc.constantFrom(...OPERATORS), maybe, maybe, maybe, (operator, left, right, upper) => {
        const { result, note } = OPERATOR_DETAILS[operator].test(left, right, upper, now);
        expect(result && note !== undefined).toBe(false);
        if (left === undefined) expect(result).toBe(operator === "is-missing");
      }),
      { numRuns: 1000 },
    );
  });
});

describe("pairs of operators", () => {
  const pairs = [
    ["is", "is-not"],
    ["contains", "does-not-contain"],
    ["is-one-of", "is-none-of"],
    ["greater-than", "at-most"],
    ["less-than", "at-least"],
    ["is-true", "is-false"],
    ["is-empty", "is-not-empty"],
    ["is-missing", "is-present"],
  ] as const;

  it.each(pairs)("%s and %s never agree, unless neither test can be made", (yes, no) => {
    fc.assert(
      fc.property(json, json, (left, right) => {
        const first = OPERATOR_DETAILS[yes].test(left, right, undefined, now);
        const second = OPERATOR_DETAILS[no].test(left, right, undefined, now);
        expect(second.note).toBe(first.note);
        expect(first.result === second.result).toBe(first.note !== undefined);
      }),
    );
  });

  it("a past date is either within the last days or older", () => {
    const past = fc.date({ min: new Date("2000-01-01"), max: now, noInvalidDate: true });
    fc.assert(
      fc.property(past, fc.boolean(), fc.nat(9000), (date, dayOnly, days) => {
        const left = dayOnly ? date.toISOString().slice(0, 10) : date.toISOString();
        const within = OPERATOR_DETAILS["is-within-last-days"].test(left, days, undefined, now);
        const older = OPERATOR_DETAILS["is-older-than-days"].test(left, days, undefined, now);
        expect(within.result).toBe(!older.result);
      }),
    );
  });
});

describe("the menu of operators", () => {
  it("offers something for every type of field, and every operator somewhere", () => {
    const offered = new Set(FIELD_TYPES.flatMap((type) => operatorsFor(type)));
    for (const type of FIELD_TYPES) expect(operatorsFor(type).length).toBeGreaterThan(1);
    expect([...offered].sort()).toEqual([...OPERATORS].sort());
  });

  it("offers amounts for money and days for dates", () => {
    expect(operatorsFor("money")).toContain("greater-than");
    expect(operatorsFor("money")).not.toContain("is-before");
    expect(operatorsFor("date")).toContain("is-older-than-days");
    expect(operatorsFor("boolean")).toEqual(["is-true", "is-false", "is-missing", "is-present"]);
  });
});
