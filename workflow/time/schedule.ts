import { Cron } from "croner";
import { instantAt, offsetAt } from "./zone";

/**
 * When a schedule falls due. A time of day that the clocks skip counts at the moment after the gap, one that they
 * show twice counts the first time; what comes in every hour goes on through both.
 */
export type Schedule = {
  /** Cron in five parts: minute, hour, day of the month, month, day of the week. */
  pattern: string;
  timeZone: string;
};

/** Beyond so many, what was missed is not counted any further. */
export const MOST_COUNTED = 1_000;

const FIVE_PARTS = /^(?:[\dA-Za-z*,/#-]+\s+){4}[\dA-Za-z*,/#-]+$/;

/** Whether a pattern can be read at all. */
export function isCronPattern(pattern: string): boolean {
  if (!FIVE_PARTS.test(pattern.trim())) return false;
  try {
    wallClock(pattern);
    return true;
  } catch {
    return false;
  }
}

/** Whether a readable pattern ever comes, as 30 February does not. Eight years hold every day there is. */
export function everComes(pattern: string): boolean {
  const cron = new Cron(pattern, { mode: "5-part", timezone: "UTC", stopAt: "2035-01-01T00:00:00" });
  // From a fixed moment, so that the same drawing always gets the same answer.
  return cron.nextRun(new Date("2026-01-01T00:00:00Z")) !== null;
}

/** The first time after an instant; null when it never comes (again), as with 30 February. */
export function nextOccurrence(schedule: Schedule, after: Date): Date | null {
  return clockOf(schedule)(after);
}

/** The next times after an instant, at most `count`. */
export function upcomingOccurrences(schedule: Schedule, after: Date, count: number): Date[] {
  return [...walk(clockOf(schedule), after, count)];
}

/**
 * The times after one instant, up to and with another: the latest, and how many there were (at most
 * MOST_COUNTED are counted). Null when there was none.
 */
export function occurrencesBetween(
  schedule: Schedule,
  after: Date,
  until: Date,
): { latest: Date; count: number } | null {
  const next = clockOf(schedule);
  let latest: Date | null = null;
  let count = 0;
  for (const time of walk(next, after, MOST_COUNTED)) {
    if (time > until) return latest && { latest, count };
    latest = time;
    count += 1;
  }
  if (count < MOST_COUNTED) return latest && { latest, count };
  return { latest: latestBefore(next, after, until), count };
}

type Next = (after: Date) => Date | null;

function clockOf({ pattern, timeZone }: Schedule): Next {
  if (comesEveryHour(pattern)) {
    const cron = new Cron(pattern, { mode: "5-part", timezone: timeZone });
    return (after) => cron.nextRun(after);
  }
  // The library minds changes of the clocks for a single time of day alone: a list that names a skipped time
  // would lose it. So it tells times on the wall here, and what instants these are is told apart from it.
  const wall = wallClock(pattern);
  return (after) => {
    const shown = new Date(after.getTime() + offsetAt(timeZone, after.getTime()));
    for (let time = wall.nextRun(shown); time; time = wall.nextRun(time)) {
      const instant = instantAt(timeZone, time.getTime());
      if (instant > after.getTime()) return new Date(instant);
    }
    return null;
  };
}

/** Tells the times of a pattern as UTC, which knows no change of clocks. */
function wallClock(pattern: string): Cron {
  return new Cron(pattern, { mode: "5-part", timezone: "UTC" });
}

function comesEveryHour(pattern: string): boolean {
  return /^(?:\*|\*\/1|0-23)$/.test(pattern.trim().split(/\s+/)[1] ?? "");
}

function* walk(next: Next, after: Date, most: number): Generator<Date> {
  let time = next(after);
  for (let count = 0; time && count < most; count++) {
    yield time;
    time = next(time);
  }
}

/** The latest of very many, found in a span that grows backwards from the end until it holds one. */
function latestBefore(next: Next, after: Date, until: Date): Date {
  for (let span = (until.getTime() - after.getTime()) / MOST_COUNTED; ; span *= 2) {
    const from = new Date(Math.max(until.getTime() - span, after.getTime()));
    let latest: Date | null = null;
    for (let time = next(from); time && time <= until; time = next(time)) latest = time;
    if (latest) return latest;
  }
}
