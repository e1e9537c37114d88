import { everComes, isCronPattern, type Schedule } from "@/workflow/time/schedule";
import { partsOfTime } from "@/workflow/time/time-of-day";
import type { ScheduleConfig } from "./config";

/** When these settings fall due; without a time zone of their own, by the organization's. */
export function scheduleOf(config: ScheduleConfig, organizationsTimeZone: string): Schedule {
  return { pattern: patternOf(config), timeZone: config.timeZone || organizationsTimeZone };
}

function patternOf({ repeat, minutes, hours, weekdays, dayOfMonth, at, cron }: ScheduleConfig): string {
  const { hour, minute } = partsOfTime(at);
  switch (repeat) {
    case "minutes":
      return `*/${minutes} * * * *`;
    case "hours":
      return hours === "1" ? "0 * * * *" : `0 */${hours} * * *`;
    case "daily":
      return `${minute} ${hour} * * *`;
    case "weekly":
      return `${minute} ${hour} * * ${weekdays.join(",")}`;
    case "monthly":
      return `${minute} ${hour} ${dayOfMonth === "last" ? "L" : dayOfMonth} * *`;
    case "cron":
      return cron.trim();
  }
}

/** What is wrong with a cron expression, as sentences; none when it comes some day. */
export function whyNeverComes(cron: string): string[] {
  const pattern = cron.trim();
  if (pattern === "") return ["Fill in “Cron expression”."];
  if (!isCronPattern(pattern)) {
    return [
      `“${pattern}” is no cron expression. Write five parts: minute, hour, day of the month, month, day of the week; for example 0 9 * * 1-5.`,
    ];
  }
  return everComes(pattern) ? [] : [`“${pattern}” never comes. Check the day and the month.`];
}
