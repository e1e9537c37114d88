import type { Moment } from "@/workflow/expressions/moment";
import { addBusinessDays } from "./business-days";
import { partsOfTime } from "./time-of-day";
import { DAY_MS, dayAt, instantAt } from "./zone";

/**
 * When a date is crossed: so long before or after it. Counted in days, it is the calendar day that counts, and
 * the crossing comes at a time of that day; counted in hours, the exact moment does, and a date without a time
 * begins at that time of day.
 */
export type Threshold = {
  amount: number;
  unit: "hours" | "days" | "business-days";
  direction: "before" | "after";
  /** "09:00" */
  at: string;
  timeZone: string;
};

const HOUR_MS = 3_600_000;

/** The instant, in milliseconds, at which a date is crossed. */
export function crossingOf(threshold: Threshold, date: Moment): number {
  if (threshold.unit === "hours") {
    const begins = date.kind === "instant" ? date.at : onDay(threshold, date.day);
    return begins + hoursOf(threshold);
  }
  const day = date.kind === "day" ? date.day : dayAt(threshold.timeZone, date.at);
  return onDay(threshold, shiftDay(threshold, day));
}

/**
 * Which dates are crossed by an instant: days up to and with `day`, and instants before `before`. So that a
 * database finds them by comparing.
 */
export function crossedBy(threshold: Threshold, instant: number): { day: number; before: number } {
  const { unit, timeZone } = threshold;
  if (unit === "hours") {
    const begun = instant - hoursOf(threshold);
    return { day: lastDayBegun(threshold, begun), before: begun + 1 };
  }
  const reached = lastDayBegun(threshold, instant);
  // Weekends stretch a count of business days; from beyond any stretch, back to the last day that counts.
  let day = reached + 2 * threshold.amount + 3;
  while (shiftDay(threshold, day) > reached) day -= 1;
  return { day, before: instantAt(timeZone, (day + 1) * DAY_MS) };
}

/** The last day whose time of day has come by an instant. */
function lastDayBegun(threshold: Threshold, instant: number): number {
  const today = dayAt(threshold.timeZone, instant);
  return onDay(threshold, today) <= instant ? today : today - 1;
}

function onDay({ at, timeZone }: Threshold, day: number): number {
  const { hour, minute } = partsOfTime(at);
  return instantAt(timeZone, day * DAY_MS + (hour * 60 + minute) * 60_000);
}

function shiftDay(threshold: Threshold, day: number): number {
  const count = signed(threshold);
  return threshold.unit === "business-days" ? addBusinessDays(day, count) : day + count;
}

function hoursOf(threshold: Threshold): number {
  return signed(threshold) * HOUR_MS;
}

function signed({ amount, direction }: Threshold): number {
  return direction === "before" ? -amount : amount;
}
