import { reportError } from "@/server/report-error";
import { pool } from "./pools";

/** What comes within so long of a notification is told together, after it. */
const APART_MS = 10;
/** Whoever was not told of within that time is told of at once, as long as it is not for too many. */
const MOST_AT_ONCE = 5;
/** More names do not fit into a notification: whoever hears it looks at all. */
const MOST_NAMED = 100;

/** What a channel was told of since `at`, and what it has yet to be told of. */
type Burst = { at: number; told: Set<string>; waiting: Set<string>; timer?: NodeJS.Timeout };

const bursts = new Map<string, Burst>();
const hearers = new Map<string, (about: string) => void>();

/**
 * Has whoever listens on a channel look. A hint only: everybody also looks by themselves. Where this process looks
 * itself (`hearHere`), that is enough; otherwise a notification goes out, few for a burst, apart from any
 * transaction (inside one it takes a global lock at the commit).
 * @param organizationId whose work there is, where whoever listens may want to know; others look at all. One's flood
 *   does not hold up what another has to tell.
 */
export function nudge(channel: string, organizationId = ""): void {
  const here = hearers.get(channel);
  if (here) {
    here(organizationId);
    return;
  }
  const burst = burstOf(channel);
  if (burst.told.size < MOST_AT_ONCE && !burst.told.has(organizationId)) {
    burst.told.add(organizationId);
    tell(channel, [organizationId]);
    return;
  }
  burst.waiting.add(organizationId);
  burst.timer ??= setTimeout(
    () => {
      const told = burst.waiting;
      bursts.set(channel, { at: performance.now(), told, waiting: new Set() });
      tell(channel, [...told]);
    },
    burst.at + APART_MS - performance.now(),
  );
}

function burstOf(channel: string): Burst {
  const now = performance.now();
  let burst = bursts.get(channel);
  if (!burst || (!burst.timer && now - burst.at >= APART_MS)) {
    burst = { at: now, told: new Set(), waiting: new Set() };
    bursts.set(channel, burst);
  }
  return burst;
}

/** Has this process itself look when it nudges. @returns ends that */
export function hearHere(channel: string, look: (about: string) => void): () => void {
  hearers.set(channel, look);
  return () => {
    if (hearers.get(channel) === look) hearers.delete(channel);
  };
}

function tell(channel: string, about: readonly string[]): void {
  const all = about.includes("") || about.length > MOST_NAMED;
  pool("app")
    .query("SELECT pg_notify($1, $2)", [channel, all ? "" : about.join(",")])
    .catch(reportError);
}
