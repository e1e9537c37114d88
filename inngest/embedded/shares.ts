import { performance } from "node:perf_hooks";

/** How busy a process is found, at most so often. */
const SAMPLE_MS = 100;
/** Of the time between two looks: from here on who comes waits for others, and below it nobody does. */
const BUSY = 0.7;
const CALM = 0.5;
/** Whoever had a run going within so long still counts. */
const RECENT_MS = 1_000;
/** What the loudest is left with, however busy it is. */
const LEAST = 1;

type Clock = { now(): number /** Since the last call. */; busy(): number };

/**
 * How many places a share may have: all of them while it is alone or there is time to spare. Where several have work
 * and the process has no time left, each is held to fewer, so that little stands between another's step and its turn:
 * a process works on one thing at a time, and places alone do not tell what they cost.
 */
export function createShares(places: number, clock: Clock = processClock()) {
  const held = new Map<string, number>();
  const seen = new Map<string, number>();
  let most = places;
  let sampledAt = clock.now();

  return {
    held: held as ReadonlyMap<string, number>,

    begin(share: string): void {
      held.set(share, (held.get(share) ?? 0) + 1);
      seen.set(share, clock.now());
    },

    end(share: string): void {
      const left = (held.get(share) ?? 1) - 1;
      if (left > 0) held.set(share, left);
      else held.delete(share);
      seen.set(share, clock.now());
    },

    /** The places that one share may have now. */
    most(): number {
      const now = clock.now();
      if (now - sampledAt < SAMPLE_MS) return most;
      sampledAt = now;
      for (const [share, at] of seen) if (now - at > RECENT_MS && !held.has(share)) seen.delete(share);
      const busy = clock.busy();
      if (seen.size < 2) most = places;
      else if (busy > BUSY) most = Math.max(LEAST, Math.floor(most / 2));
      else if (busy < CALM) most = Math.min(places, most + 1);
      return most;
    },
  };
}

function processClock(): Clock {
  let last = performance.eventLoopUtilization();
  return {
    now: () => performance.now(),
    busy: () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
  };
}
