import { tzOffset } from "@date-fns/tz";

/**
 * Moments and time zones. A wall time is what a clock on the wall there shows, counted in milliseconds as if it
 * were UTC; a day counts days since 1970-01-01.
 */

export const DAY_MS = 86_400_000;

/** Whether this machine knows a time zone by its IANA name. */
export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** How far the clocks of a zone are ahead of UTC at an instant, in milliseconds. */
export function offsetAt(timeZone: string, instant: number): number {
  // In minutes, with parts of a minute in the times before standard time.
  return Math.round(tzOffset(timeZone, new Date(instant)) * 60) * 1000;
}

/** The calendar day of a zone on which an instant falls. */
export function dayAt(timeZone: string, instant: number): number {
  return Math.floor((instant + offsetAt(timeZone, instant)) / DAY_MS);
}

/**
 * The instant at which a zone's clocks show a wall time. Where they show it twice it is the first; where they
 * skip it, the moment right after the gap.
 */
export function instantAt(timeZone: string, wall: number): number {
  // No zone changes its clocks twice within two days.
  const before = offsetAt(timeZone, wall - DAY_MS);
  const after = offsetAt(timeZone, wall + DAY_MS);
  const instants = [wall - before, wall - after].filter(
    (instant) => instant + offsetAt(timeZone, instant) === wall,
  );
  return instants.length > 0 ? Math.min(...instants) : endOfGap(timeZone, wall);
}

function endOfGap(timeZone: string, wall: number): number {
  let low = wall - DAY_MS;
  let high = wall + DAY_MS;
  const before = offsetAt(timeZone, low);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timeZone, middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** An instant as the clocks of a zone show it, with their distance from UTC: "2026-03-29T09:00:00+02:00". */
export function localText(timeZone: string, instant: number): string {
  const offset = offsetAt(timeZone, instant);
  const minutes = Math.abs(offset) / 60_000;
  const two = (part: number) => String(Math.floor(part)).padStart(2, "0");
  const wall = new Date(instant + offset).toISOString().slice(0, 19);
  return `${wall}${offset < 0 ? "-" : "+"}${two(minutes / 60)}:${two(minutes % 60)}`;
}
