import { performance } from "node:perf_hooks";

/** How busy a process is found, at most so often. */
const SAMPLE_MS = 50;
/** Of the time between two looks: above it the loud are held back further, below it less. */
const BUSY = 0.6;
const CALM = 0.45;
/** From here on it is not a matter of finding the measure. */
const FULL = 0.9;
/** How far a flood is held back that begins beside others, until it is known whether there is time to spare. */
const AT_FIRST = 2;
/** Whoever had a run going within so long still counts. */
const RECENT_MS = 1_000;
/** Of what a share began, so much still counts a sample later: about half a second is looked back on. */
const FADING = 0.9;
/** Whoever is held back still gets so many times as much as the others do on average. */
const LEAST_TIMES = 2;
/** The first pause between two runs of one that is left with a single place; the next are each twice as long. */
const FIRST_REST_MS = 10;
const LONGEST_REST_MS = 320;

type Clock = { now(): number /** Since the last call. */; busy(): number };
/** `asked`: runs that came for it; `begun`: runs that were taken up; both fade. */
type Seen = { at: number; asked: number; begun: number; endedAt: number; loud: boolean };

/** What a claim has to know of a share: the places that it has here, and may have. */
export type Standing = { share: string; held: number; most: number };

/**
 * How many places a share may have: all of them while it is alone or there is time to spare. Where several have work
 * and the process has no time left, those that take more than an even part are held back, by fewer and fewer places,
 * then by a rest after each run, until there is time again: a process works on one thing at a time, so what the loud
 * have under way stands between another's step and its turn. The others keep all places.
 */
export function createShares(places: number, clock: Clock = processClock()) {
  const held = new Map<string, number>();
  const seen = new Map<string, Seen>();
  const singlePlace = Math.ceil(Math.log2(places));
  const highest = singlePlace + 1 + Math.log2(LONGEST_REST_MS / FIRST_REST_MS);
  /** How far the loud are held back: so often their places are halved, then their rest is doubled. */
  let level = AT_FIRST;
  let sampledAt = clock.now();

  return {
    /** A run has come for a share, to be taken up here or elsewhere. */
    ask(share: string): void {
      see(share).asked += 1;
    },

    begin(share: string): void {
      held.set(share, (held.get(share) ?? 0) + 1);
      see(share).begun += 1;
    },

    /** @returns how long it rests now, in milliseconds */
    end(share: string): number {
      const left = (held.get(share) ?? 1) - 1;
      if (left > 0) held.set(share, left);
      else held.delete(share);
      see(share).endedAt = clock.now();
      return isLoud(share) ? restOf(share) : 0;
    },

    /** Of every share that counts now. */
    standings(): Standing[] {
      sample();
      const most = Math.max(1, Math.floor(places / 2 ** level));
      return [...seen.keys()].map((share) => {
        const allowed = !isLoud(share) ? places : restOf(share) > 0 ? 0 : most;
        return { share, held: held.get(share) ?? 0, most: allowed };
      });
    },

    /** Whether any share is held back just now. */
    holdsBack: () => [...seen.keys()].some(isLoud),

    isLoud,
  };

  function see(share: string): Seen {
    const now = clock.now();
    const known = seen.get(share) ?? { at: now, asked: 0, begun: 0, endedAt: 0, loud: false };
    known.at = now;
    seen.set(share, known);
    return known;
  }

  /** Whether it is held back just now, for what it takes from others. */
  function isLoud(share: string): boolean {
    return level > 0 && seen.size > 1 && seen.get(share)?.loud === true;
  }

  function restOf(share: string): number {
    if (level <= singlePlace) return 0;
    const rest = FIRST_REST_MS * 2 ** (level - singlePlace - 1);
    return (seen.get(share)?.endedAt ?? 0) + rest - clock.now();
  }

  function sample(): void {
    const now = clock.now();
    if (now - sampledAt < SAMPLE_MS) return;
    sampledAt = now;
    const busy = clock.busy();
    for (const [share, each] of seen) {
      if (now - each.at > RECENT_MS && !held.has(share)) seen.delete(share);
      each.asked *= FADING;
      each.begun *= FADING;
    }
    noteLoud();
    if (seen.size < 2) level = AT_FIRST;
    else if (busy < CALM) level = Math.max(0, level - 1);
    else if (busy > FULL && level < singlePlace) level = singlePlace;
    else if (busy > BUSY && someoneTakesMore()) level = Math.min(highest, level + 1);
  }

  /** Who is held back takes less for it: it counts as loud until it wants less than half of an even part. */
  function noteLoud(): void {
    const wants = ({ asked, begun }: Seen) => asked + begun;
    const all = [...seen.values()];
    const even = all.reduce((sum, each) => sum + wants(each), 0) / all.length;
    for (const each of all) each.loud = wants(each) > (each.loud ? even / 2 : even);
  }

  function someoneTakesMore(): boolean {
    const begun = [...seen.values()].map((each) => each.begun);
    const most = Math.max(...begun);
    const others = begun.reduce((sum, each) => sum + each, -most) / (begun.length - 1);
    return most > LEAST_TIMES * others;
  }
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
