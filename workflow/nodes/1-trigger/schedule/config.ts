import { z } from "zod";
import { timeOfDaySchema } from "@/workflow/time/time-of-day";
import { timeZoneSetting } from "../../time-zone";
import { setting } from "../../widgets";

const REPEATS = ["minutes", "hours", "daily", "weekly", "monthly", "cron"] as const;
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** What divides an hour or a day, so that the times are the same in each. */
const MINUTES = ["1", "2", "5", "10", "15", "20", "30"] as const;
const HOURS = ["1", "2", "3", "4", "6", "8", "12"] as const;

const AT_A_TIME = ["daily", "weekly", "monthly"];

export const scheduleConfig = z.strictObject({
  repeat: setting(z.enum(REPEATS), {
    label: "Starts",
    widget: "select",
    options: [
      { value: "minutes", label: "every few minutes" },
      { value: "hours", label: "every few hours" },
      { value: "daily", label: "every day" },
      { value: "weekly", label: "on days of the week" },
      { value: "monthly", label: "on a day of the month" },
      { value: "cron", label: "by a cron expression" },
    ],
  }),
  minutes: setting(z.enum(MINUTES, "Choose after how many minutes."), {
    label: "Every",
    widget: "select",
    options: MINUTES.map((value) => ({ value, label: value === "1" ? "minute" : `${value} minutes` })),
    showIf: { key: "repeat", is: "minutes" },
  }),
  hours: setting(z.enum(HOURS, "Choose after how many hours."), {
    label: "Every",
    widget: "select",
    help: "Counted from midnight.",
    options: HOURS.map((value) => ({ value, label: value === "1" ? "hour" : `${value} hours` })),
    showIf: { key: "repeat", is: "hours" },
  }),
  weekdays: setting(z.array(z.enum(WEEKDAYS)).max(7), {
    label: "On",
    widget: "weekdays",
    showIf: { key: "repeat", is: "weekly" },
  }),
  dayOfMonth: setting(
    z.union([z.literal("last"), z.string().regex(/^([1-9]|1\d|2[0-8])$/)], "Choose a day."),
    {
      label: "On day",
      widget: "select",
      options: [
        ...Array.from({ length: 28 }, (_, day) => ({ value: `${day + 1}`, label: `${day + 1}` })),
        { value: "last", label: "the last day" },
      ],
      showIf: { key: "repeat", is: "monthly" },
    },
  ),
  at: setting(timeOfDaySchema, {
    label: "At",
    help: "If the clocks skip this time on a day, it starts right after; if they show it twice, the first time.",
    widget: "time",
    showIf: { key: "repeat", is: AT_A_TIME },
  }),
  cron: setting(z.string().max(200, "Keep “Cron expression” to at most 200 characters."), {
    label: "Cron expression",
    help: "Five parts: minute, hour, day of the month, month, day of the week.",
    widget: "text",
    placeholder: "0 9 * * 1-5",
    showIf: { key: "repeat", is: "cron" },
  }),
  timeZone: timeZoneSetting(),
});
export type ScheduleConfig = z.infer<typeof scheduleConfig>;
