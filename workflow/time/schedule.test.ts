import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  everComes,
  isCronPattern,
  MOST_COUNTED,
  nextOccurrence,
  occurrencesBetween,
  upcomingOccurrences,
} from "./schedule";

const next = (pattern: string, timeZone: string, after: string, count: number) =>
  upcomingOccurrences({ pattern, timeZone }, new Date(after), count).map((time) => time.toISOString());

describe("where the clocks go forward", () => {
  test.each([
    // 02:30 does not exist on 29 March: 03:00 there is 01:00 UTC.
    [
      "30 2 * * *",
      "Europe/Berlin",
      "2026-03-28T01:30:00Z",
      ["2026-03-29T01:00:00.000Z", "2026-03-30T00:30:00.000Z"],
    ],
    [
      "30 2 * * *",
      "America/New_York",
      "2026-03-07T07:30:00Z",
      ["2026-03-08T07:00:00.000Z", "2026-03-09T06:30:00.000Z"],
    ],
    // Half an hour is skipped there: 02:15 becomes 02:30.
    [
      "15 2 * * *",
      "Australia/Lord_Howe",
      "2026-10-02T15:45:00Z",
      ["2026-10-03T15:30:00.000Z", "2026-10-04T15:15:00.000Z"],
    ],
  ])("%s in %s fires once, right after the gap", (pattern, zone, after, expected) => {
    expect(next(pattern, zone, after, 2)).toEqual(expected);
  });

  test("several times within one gap are one", () => {
    expect(next("0,20,40 2 * * *", "Europe/Berlin", "2026-03-28T02:00:00Z", 2)).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-30T00:00:00.000Z",
    ]);
  });

  test("a skipped time is kept also beside others", () => {
    expect(next("30 2,4 * * *", "Europe/Berlin", "2026-03-28T04:00:00Z", 2)).toEqual([
      "2026-03-29T01:00:00.000Z",
      "2026-03-29T02:30:00.000Z",
    ]);
  });
});

describe("where the clocks go back", () => {
  test.each([
    [
      "30 2 * * *",
      "Europe/Berlin",
      "2026-10-24T00:30:00Z",
      ["2026-10-25T00:30:00.000Z", "2026-10-26T01:30:00.000Z"],
    ],
    [
      "30 1 * * *",
      "America/New_York",
      "2026-10-31T05:30:00Z",
      ["2026-11-01T05:30:00.000Z", "2026-11-02T06:30:00.000Z"],
    ],
    [
      "45 1 * * *",
      "Australia/Lord_Howe",
      "2026-04-03T14:45:00Z",
      ["2026-04-04T14:45:00.000Z", "2026-04-05T15:15:00.000Z"],
    ],
  ])("%s in %s fires once, the first time", (pattern, zone, after, expected) => {
    expect(next(pattern, zone, after, 2)).toEqual(expected);
  });

  test("several times within the hour that comes twice are not repeated", () => {
    expect(next("0,30 2 * * *", "Europe/Berlin", "2026-10-24T22:00:00Z", 3)).toEqual([
      "2026-10-25T00:00:00.000Z",
      "2026-10-25T00:30:00.000Z",
      "2026-10-26T01:00:00.000Z",
    ]);
  });

  test("at half past every hour comes in both of them", () => {
    expect(next("30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z", 3)).toEqual([
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T01:30:00.000Z",
      "2026-10-25T02:30:00.000Z",
    ]);
  });

  test("every half hour goes on through the hour that comes twice", () => {
    expect(next("*/30 * * * *", "Europe/Berlin", "2026-10-24T23:45:00Z", 5)).toEqual([
      "2026-10-25T00:00:00.000Z",
      "2026-10-25T00:30:00.000Z",
      "2026-10-25T01:00:00.000Z",
      "2026-10-25T01:30:00.000Z",
      "2026-10-25T02:00:00.000Z",
    ]);
  });
});

it.each([
  ["0 0 30 2 *", false],
  ["0 0 31 4,6 *", false],
  ["0 0 29 2 *", true],
  ["0 9 * * 1-5", true],
])("knows whether %s ever comes", (pattern, comes) => {
  expect(everComes(pattern)).toBe(comes);
});

it("has no next time for a pattern that never comes", () => {
  expect(nextOccurrence({ pattern: "0 0 30 2 *", timeZone: "UTC" }, new Date("2026-01-01"))).toBeNull();
});

it.each(["* * * *", "99 * * * *", "* * * * * *", "every day", ""])("cannot read %j", (pattern) => {
  expect(isCronPattern(pattern)).toBe(false);
});

it("counts what was missed, and finds the latest of more than it counts", () => {
  const everyMinute = { pattern: "* * * * *", timeZone: "UTC" };
  const after = new Date("2026-01-01T00:00:00Z");
  expect(occurrencesBetween(everyMinute, after, new Date("2026-01-01T06:00:30Z"))).toEqual({
    latest: new Date("2026-01-01T06:00:00Z"),
    count: 360,
  });
  expect(occurrencesBetween(everyMinute, after, new Date("2026-03-01T00:00:30Z"))).toEqual({
    latest: new Date("2026-03-01T00:00:00Z"),
    count: MOST_COUNTED,
  });
  expect(occurrencesBetween(everyMinute, after, after)).toBeNull();
});

const schedules = fc.record({
  pattern: fc.constantFrom(
    "*/15 * * * *",
    "0 * * * *",
    "0 */2 * * *",
    "30 2 * * *",
    "*/20 1,2 * * *",
    "15 1 * * 0",
    "0 0 1 * *",
    "45 23 L * *",
  ),
  timeZone: fc.constantFrom(
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
  ),
});
const instants = fc.date({ min: new Date("2026-01-01"), max: new Date("2027-01-01"), noInvalidDate: true });

it("comes strictly later each time, after any moment, also within a second", () => {
  fc.assert(
    fc.property(schedules, instants, (schedule, after) => {
      const times = upcomingOccurrences(schedule, after, 6).map((time) => time.getTime());
      expect([after.getTime(), ...times]).toEqual(
        [...new Set([after.getTime(), ...times])].sort((a, b) => a - b),
      );
    }),
    { numRuns: 60 },
  );
});

it("is looked at in any number of pieces, and each time is in exactly one of them", () => {
  fc.assert(
    fc.property(
      schedules,
      instants,
      fc.array(fc.integer({ min: 0, max: 12 * 3_600_000 }), { maxLength: 4 }),
      (schedule, start, steps) => {
        let from = start;
        let pieces = 0;
        for (const step of steps) {
          const until = new Date(from.getTime() + step);
          pieces += occurrencesBetween(schedule, from, until)?.count ?? 0;
          from = until;
        }
        expect(occurrencesBetween(schedule, start, from)?.count ?? 0).toBe(pieces);
      },
    ),
    { numRuns: 40 },
  );
});
