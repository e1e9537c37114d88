import { expect, it } from "vitest";
import { median, round, summarize } from "./numbers.mjs";

it("says what share of the values stay below, whatever their order", () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(summarize(values)).toEqual({ count: 100, mean: 50.5, p50: 50, p95: 95, p99: 99, max: 100 });
});

it("sorts by number, not by letter", () => {
  expect(summarize([9, 100, 20]).max).toBe(100);
});

it("keeps three digits of small numbers and all of large ones", () => {
  expect([0.12345, 12.345, 12345.6].map(round)).toEqual([0.123, 12.3, 12346]);
});

it("takes the one in the middle, and of two the lower", () => {
  expect(median([9, 100, 20])).toBe(20);
  expect(median([4, 1, 3, 2])).toBe(2);
});
