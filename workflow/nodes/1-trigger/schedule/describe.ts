import { joinWords } from "@/workflow/expressions/words";
import { type ScheduleConfig, WEEKDAYS } from "./config";

const NAMES: Record<(typeof WEEKDAYS)[number], string> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

/** When a schedule starts its workflow, in words: "every Monday and Thursday at 09:00". */
export function describeSchedule(config: ScheduleConfig): string {
  const { repeat, minutes, hours, dayOfMonth, at, cron } = config;
  switch (repeat) {
    case "minutes":
      return minutes === "1" ? "every minute" : `every ${minutes} minutes`;
    case "hours":
      return hours === "1" ? "every hour" : `every ${hours} hours`;
    case "daily":
      return `every day at ${at}`;
    case "weekly":
      return `every ${weekdayWords(config.weekdays)} at ${at}`;
    case "monthly":
      return dayOfMonth === "last"
        ? `on the last day of each month at ${at}`
        : `on day ${dayOfMonth} of each month at ${at}`;
    case "cron":
      return cron.trim() === "" ? "no cron expression yet" : `by cron ${cron.trim()}`;
  }
}

/** Which clock counts, where it is not the organization's. */
export function zoneWords(timeZone: string): string {
  return timeZone === "" ? "" : `, ${timeZone} time`;
}

function weekdayWords(weekdays: ScheduleConfig["weekdays"]): string {
  const inOrder = WEEKDAYS.filter((day) => weekdays.includes(day));
  if (inOrder.length === 0) return "…";
  if (inOrder.join() === "mon,tue,wed,thu,fri") return "Monday to Friday";
  return inOrder.length === 7 ? "day" : joinWords(inOrder.map((day) => NAMES[day]));
}
