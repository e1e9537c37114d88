import { expect, test } from "vitest";
import { canonicalHash, canonicalJson } from "./canonical";

test("equal content has one form, however its keys were ordered", () => {
  expect(canonicalJson({ b: [1, { d: null, c: "é" }], a: 1e21 })).toBe(
    '{"a":1e+21,"b":[1,{"c":"é","d":null}]}',
  );
  expect(canonicalHash({ a: 1, b: 2 })).toBe(canonicalHash({ b: 2, a: 1 }));
});

test("any difference makes another hash", () => {
  expect(canonicalHash({ amount: "480.00" })).not.toBe(canonicalHash({ amount: "520.00" }));
  expect(canonicalHash({ a: "1" })).not.toBe(canonicalHash({ a: 1 }));
});
