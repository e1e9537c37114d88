"use client";
import { createContext, useContext, useSyncExternalStore } from "react";

const TimeZone = createContext("UTC");
/** The organization's time zone, for every time on the page. */
export const TimeZoneProvider = TimeZone.Provider;
export const useTimeZone = () => useContext(TimeZone);

/** Ticks once a minute for all relative times together. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
function subscribe(listener: () => void) {
  listeners.add(listener);
  if (timer === undefined) timer = setInterval(() => listeners.forEach((each) => void each()), 60_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
const currentMinute = () => Math.floor(Date.now() / 60_000);

/** A moment, relative to now ("3 min ago"); the exact one in the organization's time zone on hover. */
export function Time({ at }: { at: Date | string }) {
  useSyncExternalStore(subscribe, currentMinute, () => 0);
  const timeZone = useTimeZone();
  const date = typeof at === "string" ? new Date(at) : at;
  return (
    <time dateTime={date.toISOString()} title={exactTime(date, timeZone)} suppressHydrationWarning>
      {relativeTime(date, Date.now(), timeZone)}
    </time>
  );
}

export function exactTime(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "long", timeZone }).format(date);
}

/** The time of day to the second, for timelines. */
export function clockTime(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZone,
  }).format(date);
}

/** The time of day to the minute, for charts. */
export function minuteTime(date: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone }).format(date);
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export function relativeTime(date: Date, now: number, timeZone = "UTC"): string {
  const away = date.getTime() - now;
  const size = Math.abs(away);
  const words = (count: number, unit: string) => (away < 0 ? `${count} ${unit} ago` : `in ${count} ${unit}`);
  if (size < 45_000) return away < 0 ? "just now" : "in a moment";
  if (size < HOUR) return words(Math.max(1, Math.round(size / MINUTE)), "min");
  if (size < DAY) return words(Math.round(size / HOUR), "h");
  if (size < 7 * DAY) return words(Math.round(size / DAY), Math.round(size / DAY) === 1 ? "day" : "days");
  const sameYear = new Date(now).getUTCFullYear() === date.getUTCFullYear();
  return new Intl.DateTimeFormat("en-GB", {
    day: "numeric",
    month: "short",
    ...(sameYear ? {} : { year: "numeric" }),
    timeZone,
  }).format(date);
}
