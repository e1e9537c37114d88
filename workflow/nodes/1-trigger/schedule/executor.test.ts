import { describe, expect, it } from "vitest";
import { surroundings } from "../../testing";
import type { ScheduleConfig } from "./config";
import { scheduleDefinition } from "./definition";
import { scheduleExecutor } from "./executor";

const CATALOG = { collections: [], connections: [], people: [], workflows: [], arrivals: [] };
const daily: ScheduleConfig = {
  repeat: "daily",
  minutes: "15",
  hours: "1",
  weekdays: ["thu", "mon"],
  dayOfMonth: "last",
  at: "09:00",
  cron: " 0 9 * * 1-5 ",
  timeZone: "",
};

it("puts out when it was meant to start, and says what was missed", async () => {
  const event = { scheduledFor: "2026-03-29T09:00:00+02:00", missed: 5 };
  expect(await scheduleExecutor.run({ config: daily, ...surroundings({ event }) })).toEqual({
    kind: "settled",
    port: "started",
    output: event,
    reason: "It was 2026-03-29T09:00:00+02:00, after 5 missed times",
  });
});

it.each([
  [{}, "every day at 09:00"],
  [{ repeat: "minutes" }, "every 15 minutes"],
  [{ repeat: "hours" }, "every hour"],
  [{ repeat: "weekly" }, "every Monday and Thursday at 09:00"],
  [{ repeat: "weekly", weekdays: ["fri", "mon", "tue", "wed", "thu"] }, "every Monday to Friday at 09:00"],
  [
    { repeat: "monthly", timeZone: "Europe/Berlin" },
    "on the last day of each month at 09:00, Europe/Berlin time",
  ],
  [{ repeat: "monthly", dayOfMonth: "15" }, "on day 15 of each month at 09:00"],
  [{ repeat: "cron" }, "by cron 0 9 * * 1-5"],
] satisfies [Partial<ScheduleConfig>, string][])("says of %o: %s", (change, words) => {
  expect(scheduleDefinition.summary({ ...daily, ...change }, CATALOG)).toBe(words);
});

describe("cannot be published", () => {
  it.each([
    [{ repeat: "cron", cron: "" }, "cron", "Fill in “Cron expression”."],
    [{ repeat: "cron", cron: "every day" }, "cron", /“every day” is no cron expression. Write five parts/],
    [{ repeat: "cron", cron: "0 0 30 2 *" }, "cron", /never comes. Check the day and the month.$/],
    [{ repeat: "weekly", weekdays: [] }, "weekdays", "Choose at least one day of the week."],
    [{ timeZone: "Mars/Olympus" }, "timeZone", /“Mars\/Olympus” is no time zone/],
  ] satisfies [Partial<ScheduleConfig>, string, string | RegExp][])("with %o", (change, path, message) => {
    expect(scheduleDefinition.check?.({ ...daily, ...change }, CATALOG)).toEqual([
      { path: [path], message: expect.stringMatching(message) },
    ]);
  });

  it("with a time that no clock shows", () => {
    expect(scheduleDefinition.config.safeParse({ ...daily, at: "25:00" }).error?.issues[0]?.message).toMatch(
      /^Write the time of day/,
    );
  });
});

it("is not held up by what another way of repeating would need", () => {
  expect(scheduleDefinition.check?.({ ...daily, cron: "nonsense", weekdays: [] }, CATALOG)).toEqual([]);
});

it.each([
  [{ repeat: "weekly" }, ["2026-03-30T07:00:00.000Z", "2026-04-02T07:00:00.000Z"]],
  [{ repeat: "monthly" }, ["2026-03-31T07:00:00.000Z", "2026-04-30T07:00:00.000Z"]],
  [
    { repeat: "hours", hours: "12", timeZone: "UTC" },
    ["2026-03-28T12:00:00.000Z", "2026-03-29T00:00:00.000Z"],
  ],
] satisfies [Partial<ScheduleConfig>, string[]][])("tells when %o starts next", (change, expected) => {
  const ask = { from: new Date("2026-03-28T10:00:00Z"), timeZone: "Europe/Berlin", count: 2 };
  const upcoming = scheduleDefinition.upcoming?.({ ...daily, ...change }, ask);
  expect(upcoming?.times.map((time) => time.toISOString())).toEqual(expected);
});
