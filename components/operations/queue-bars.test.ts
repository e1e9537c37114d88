import { expect, it } from "vitest";
import { barsOf, waited } from "./queue-bars";

const from = new Date("2026-03-01T10:00:00Z");

it("has a bar for every stretch of time, also where nothing waited", () => {
  const bars = barsOf({ from, bars: 4, minutes: 15 }, [{ bar: 2, queued: 31, oldestSeconds: 540 }]);
  expect(bars.map(({ queued }) => queued)).toEqual([0, 0, 31, 0]);
  expect(bars[2]).toEqual({ at: new Date("2026-03-01T10:30:00Z"), queued: 31, oldestSeconds: 540 });
});

it.each([
  [40, "40 s"],
  [540, "9 min"],
  [7_200, "2 h"],
  [7_500, "2 h 5 min"],
])("says %i seconds as %s", (seconds, words) => {
  expect(waited(seconds)).toBe(words);
});
