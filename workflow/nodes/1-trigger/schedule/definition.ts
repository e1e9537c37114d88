import { upcomingOccurrences } from "@/workflow/time/schedule";
import { defineNode } from "../../define";
import { checkTimeZone } from "../../time-zone";
import { TRIGGERED } from "../../trigger-output";
import { summaryLine } from "../../words";
import { type ScheduleConfig, scheduleConfig } from "./config";
import { describeSchedule, zoneWords } from "./describe";
import { scheduleOf, whyNeverComes } from "./pattern";

export const scheduleDefinition = defineNode<ScheduleConfig>({
  type: "schedule",
  lane: "trigger",
  label: "Schedule",
  description: "Starts at set times.",
  icon: "calendar-clock",
  config: scheduleConfig,
  defaults: () => ({
    repeat: "daily",
    minutes: "15",
    hours: "1",
    weekdays: ["mon"],
    dayOfMonth: "1",
    at: "09:00",
    cron: "",
    timeZone: "",
  }),
  ports: () => [{ id: TRIGGERED, label: "Started" }],
  outputs: () => [
    { key: "scheduledFor", label: "Scheduled for", type: "date" },
    { key: "missed", label: "Times missed before", type: "number" },
  ],
  summary: (settings) => summaryLine(`${describeSchedule(settings)}${zoneWords(settings.timeZone)}`),
  references: () => [],
  check: (settings) => [
    ...checkTimeZone(settings.timeZone),
    ...(settings.repeat === "weekly" && settings.weekdays.length === 0
      ? [{ path: ["weekdays"], message: "Choose at least one day of the week." }]
      : []),
    ...(settings.repeat === "cron" ? whyNeverComes(settings.cron) : []).map((message) => ({
      path: ["cron"],
      message,
    })),
  ],
  upcoming: (settings, { from, timeZone, count }) => {
    const schedule = scheduleOf(settings, timeZone);
    return { timeZone: schedule.timeZone, times: upcomingOccurrences(schedule, from, count) };
  },
  behaviour: "trigger",
});
