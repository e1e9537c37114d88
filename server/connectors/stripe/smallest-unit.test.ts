import { expect, test } from "vitest";
import { fromSmallestUnit, toSmallestUnit } from "./smallest-unit";

test.each([
  ["12.50", "EUR", "1250", "12.50"],
  ["0.07", "USD", "7", "0.07"],
  ["480", "EUR", "48000", "480.00"],
  ["90071992547409.91", "EUR", null, null],
  ["500.00", "JPY", "500", "500"],
  ["500.50", "JPY", null, null],
  ["1.234", "KWD", "1234", "1.234"],
  ["1.234", "EUR", null, null],
])("%s %s is %s of its smallest unit, exactly", (amount, currency, smallest, back) => {
  if (smallest === null) return expect(() => toSmallestUnit(amount, currency)).toThrow(amount);
  expect(toSmallestUnit(amount, currency)).toBe(smallest);
  expect(fromSmallestUnit(Number(smallest), currency)).toBe(back);
});
