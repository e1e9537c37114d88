import type { Json } from "@/workflow/json";

/**
 * A date as data carries it: a calendar day ("2026-05-01"), or an instant ("2026-05-01T10:00:00Z").
 * `day` counts days and `at` milliseconds since 1970-01-01 UTC.
 */
export type Moment = { kind: "day"; day: number } | { kind: "instant"; at: number };

const DAY_MS = 86_400_000;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i;

/**
 * Reads an ISO 8601 day or instant from a text; an instant without an offset is taken as UTC. Undefined for
 * anything else, also for days that no calendar has (30 February).
 */
export function toMoment(value: Json | undefined): Moment | undefined {
  if (typeof value !== "string" || value.length > 50) return undefined;
  const match = ISO.exec(value.trim());
  if (!match) return undefined;
  const part = (index: number) => Number(match[index] ?? "0");
  const midnight = midnightOf(part(1), part(2), part(3));
  if (midnight === undefined) return undefined;
  if (match[4] === undefined) return { kind: "day", day: midnight / DAY_MS };
  if (part(4) > 23 || part(5) > 59 || part(6) > 59) return undefined;
  const seconds = part(4) * 3600 + part(5) * 60 + part(6);
  const milliseconds = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
  return { kind: "instant", at: midnight + seconds * 1000 + milliseconds - offsetMs(match[8]) };
}

/** The instant a moment stands for in milliseconds; a calendar day begins at midnight UTC. */
export function instantOf(moment: Moment): number {
  return moment.kind === "day" ? moment.day * DAY_MS : moment.at;
}

/**
 * Orders two moments. Two instants compare exactly; as soon as one is a calendar day both compare as
 * calendar days of the time zone, so that 1 May 10:00 is neither before nor after 1 May.
 */
export function compareMoments(a: Moment, b: Moment, timeZone: string): number {
  if (a.kind === "instant" && b.kind === "instant") return Math.sign(a.at - b.at);
  return Math.sign(dayOf(a, timeZone) - dayOf(b, timeZone));
}

/** Whether both fall on the same calendar day of the time zone. */
export function sameDay(a: Moment, b: Moment, timeZone: string): boolean {
  return dayOf(a, timeZone) === dayOf(b, timeZone);
}

/** Days from the moment until now (negative when it is still to come); whole days for calendar days. */
export function daysSince(moment: Moment, now: Date, timeZone: string): number {
  const at = now.getTime();
  if (moment.kind === "instant") return (at - moment.at) / DAY_MS;
  return dayOf({ kind: "instant", at }, timeZone) - moment.day;
}

function midnightOf(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  const exists = year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists ? date.getTime() : undefined;
}

function offsetMs(offset: string | undefined): number {
  if (offset === undefined || offset.toUpperCase() === "Z") return 0;
  const digits = offset.slice(1).replace(":", "");
  const minutes = Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2) || "0");
  return (offset.startsWith("-") ? -minutes : minutes) * 60_000;
}

function dayOf(moment: Moment, timeZone: string): number {
  if (moment.kind === "day") return moment.day;
  if (!Number.isFinite(moment.at)) return Number.NaN;
  const parts = calendar(timeZone).formatToParts(moment.at);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  return (midnightOf(part("year"), part("month"), part("day")) ?? Number.NaN) / DAY_MS;
}

const calendars = new Map<string, Intl.DateTimeFormat>();

/** Making a formatter costs far more than using it, and an organization has one time zone. */
function calendar(timeZone: string): Intl.DateTimeFormat {
  const known = calendars.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat("en-US-u-ca-gregory-nu-latn", {
    timeZone: knownTimeZone(timeZone),
    year: "numeric",
    month: "numeric",
    day: "numeric",
  });
  if (calendars.size >= 100) calendars.clear();
  calendars.set(timeZone, made);
  return made;
}

/** The time zone itself, or UTC when this machine does not know it. */
export function knownTimeZone(timeZone: string): string {
  try {
    return new Intl.DateTimeFormat("en", { timeZone }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}
