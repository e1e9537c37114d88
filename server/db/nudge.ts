import { reportError } from "@/server/report-error";
import { pool } from "./pools";

/** Between two notifications of a channel; the first of a burst leaves at once. */
const APART_MS = 10;

const toldAt = new Map<string, number>();
const timers = new Map<string, NodeJS.Timeout>();
const hearers = new Map<string, () => void>();

/**
 * Has whoever listens on a channel look. A hint only: everybody also looks by themselves. Where this process looks
 * itself (`hearHere`), that is enough; otherwise a notification goes out, one for a burst, apart from any
 * transaction (inside one it takes a global lock at the commit).
 */
export function nudge(channel: string): void {
  const here = hearers.get(channel);
  if (here) {
    here();
    return;
  }
  if (timers.has(channel)) return;
  const wait = (toldAt.get(channel) ?? Number.NEGATIVE_INFINITY) + APART_MS - performance.now();
  if (wait <= 0) {
    tell(channel);
    return;
  }
  timers.set(
    channel,
    setTimeout(() => {
      timers.delete(channel);
      tell(channel);
    }, wait),
  );
}

/** Has this process itself look when it nudges. @returns ends that */
export function hearHere(channel: string, look: () => void): () => void {
  hearers.set(channel, look);
  return () => {
    if (hearers.get(channel) === look) hearers.delete(channel);
  };
}

function tell(channel: string): void {
  toldAt.set(channel, performance.now());
  pool("app").query("SELECT pg_notify($1, '')", [channel]).catch(reportError);
}
