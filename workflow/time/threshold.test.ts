import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Moment, toMoment } from "@/workflow/expressions/moment";
import { crossedBy, crossingOf, type Threshold } from "./threshold";
import { instantAt } from "./zone";

const threeDaysBefore: Threshold = {
  amount: 3,
  unit: "days",
  direction: "before",
  at: "09:00",
  timeZone: "Europe/Berlin",
};

function moment(text: string): Moment {
  const read = toMoment(text);
  if (!read) throw new Error(`${text} is no date.`);
  return read;
}
const crossing = (date: string, change: Partial<Threshold>) =>
  new Date(crossingOf({ ...threeDaysBefore, ...change }, moment(date))).toISOString();

describe("counted in days", () => {
  test.each([
    ["2026-05-10", {}, "2026-05-07T07:00:00.000Z"],
    // 23:30 UTC is the next day in Berlin.
    ["2026-05-09T23:30:00Z", {}, "2026-05-07T07:00:00.000Z"],
    // The clocks go forward on 29 March: it is nine o'clock there all the same.
    ["2026-03-30", { amount: 1 }, "2026-03-29T07:00:00.000Z"],
    ["2026-03-29", { amount: 1 }, "2026-03-28T08:00:00.000Z"],
    ["2026-03-29", { amount: 0, at: "02:30" }, "2026-03-29T01:00:00.000Z"],
    ["2026-10-25", { amount: 0, at: "02:30" }, "2026-10-25T00:30:00.000Z"],
    ["2026-10-04", { amount: 0, at: "02:15", timeZone: "Australia/Lord_Howe" }, "2026-10-03T15:30:00.000Z"],
    ["2026-03-08", { amount: 0, at: "02:30", timeZone: "America/New_York" }, "2026-03-08T07:00:00.000Z"],
  ])("%s with %o is crossed at %s", (date, change: Partial<Threshold>, expected) => {
    expect(crossing(date, change)).toBe(expected);
  });
});

describe("counted in business days, Monday to Friday", () => {
  const two = { unit: "business-days", amount: 2, timeZone: "UTC" } as const;
  test.each([
    // 8 May 2026 is a Friday.
    ["2026-05-08", "after", "2026-05-12"],
    ["2026-05-09", "after", "2026-05-12"],
    ["2026-05-10", "after", "2026-05-12"],
    ["2026-05-11", "after", "2026-05-13"],
    ["2026-05-12", "before", "2026-05-08"],
    ["2026-05-10", "before", "2026-05-07"],
    ["2026-05-09", "before", "2026-05-07"],
  ] as const)("two from %s %s is %s", (date, direction, expected) => {
    expect(crossing(date, { ...two, direction })).toBe(`${expected}T09:00:00.000Z`);
  });
});

test("counted in hours, a date without a time begins at the time of day", () => {
  const twoHours = { unit: "hours", amount: 2 } as const;
  expect(crossing("2026-05-10T12:00:00Z", twoHours)).toBe("2026-05-10T10:00:00.000Z");
  expect(crossing("2026-05-10", twoHours)).toBe("2026-05-10T05:00:00.000Z");
});

const thresholds: fc.Arbitrary<Threshold> = fc.record({
  amount: fc.integer({ min: 0, max: 40 }),
  unit: fc.constantFrom("hours", "days", "business-days"),
  direction: fc.constantFrom("before", "after"),
  at: fc.constantFrom("00:00", "01:45", "02:30", "09:00", "23:59"),
  timeZone: fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Cairo",
  ),
});
const START = Date.parse("2026-01-01");
const instants = fc.integer({ min: START, max: START + 366 * 86_400_000 });
const moments: fc.Arbitrary<Moment> = fc.oneof(
  instants.map((at): Moment => ({ kind: "instant", at })),
  fc.integer({ min: 20_400, max: 20_900 }).map((day): Moment => ({ kind: "day", day })),
);

const isWithin = (date: Moment, { day, before }: { day: number; before: number }) =>
  date.kind === "day" ? date.day <= day : date.at < before;

it("tells by comparing alone which dates are crossed by any moment", () => {
  fc.assert(
    fc.property(thresholds, moments, instants, (threshold, date, now) => {
      const at = crossingOf(threshold, date);
      for (const instant of [now, at, at - 1, at + 1]) {
        expect(isWithin(date, crossedBy(threshold, instant))).toBe(at <= instant);
      }
    }),
    { numRuns: 600 },
  );
});

it("keeps the order of dates", () => {
  fc.assert(
    fc.property(thresholds, fc.integer({ min: 20_400, max: 20_900 }), instants, (threshold, day, at) => {
      expect(crossingOf(threshold, { kind: "day", day })).toBeLessThanOrEqual(
        crossingOf(threshold, { kind: "day", day: day + 1 }),
      );
      expect(crossingOf(threshold, { kind: "instant", at })).toBeLessThanOrEqual(
        crossingOf(threshold, { kind: "instant", at: at + 60_000 }),
      );
    }),
    { numRuns: 300 },
  );
});

it("finds the instant of a wall time on a day that a zone leaves out", () => {
  // Samoa went from 29 to 31 December 2011.
  const noon = Date.UTC(2011, 11, 30, 12);
  expect(new Date(instantAt("Pacific/Apia", noon)).toISOString()).toBe("2011-12-30T10:00:00.000Z");
});
