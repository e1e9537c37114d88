import { expect, it } from "vitest";
import { referencesOfCondition, referencesOfMapping, referencesOfValue } from "./collect";
import type { Condition, Reference } from "./schema";
import { textValue } from "./text";

const a: Reference = { from: "event", path: ["a"] };
const b: Reference = { from: "event", path: ["b"] };
const c: Reference = { from: "find", path: ["c"] };

it("lists each reference of a value once", () => {
  expect(referencesOfValue({ kind: "literal", value: "a" })).toEqual([]);
  expect(referencesOfValue({ kind: "reference", reference: a })).toEqual([a]);
  expect(referencesOfValue(textValue("x", a, b, { ...a }))).toEqual([a, b]);
});

it("lists each reference of a mapping once", () => {
  const mapping = [
    { field: "x", value: textValue(a, b) },
    { field: "y", value: { kind: "reference" as const, reference: b } },
  ];
  expect(referencesOfMapping(mapping)).toEqual([a, b]);
});

it("lists both sides of every test in reading order, at any depth", () => {
  let condition: Condition = {
    combinator: "or",
    rules: [
      { left: a, operator: "between", right: { kind: "reference", reference: b }, upper: textValue(c) },
      { left: b, operator: "is-missing" },
    ],
  };
  expect(referencesOfCondition(condition)).toEqual([a, b, c]);
  for (let depth = 0; depth < 50_000; depth += 1) condition = { combinator: "and", rules: [condition] };
  expect(referencesOfCondition(condition)).toEqual([a, b, c]);
});
