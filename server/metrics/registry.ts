import { reportError } from "@/server/report-error";
import type { Family, Sample } from "./family";

/**
 * What this process counts. Labels are closed sets of words, never ids, names or anything that was sent: each
 * combination is kept for as long as the process runs.
 */
const sources = new Map<string, () => Promise<Family>>();

/** Every metric of this process as it is now. One that cannot be told is left out and reported. */
export async function collectMetrics(): Promise<Family[]> {
  const told = await Promise.allSettled([...sources.values()].map((tell) => tell()));
  return told.flatMap((each) => {
    if (each.status === "fulfilled") return [each.value];
    reportError(each.reason);
    return [];
  });
}

type Labels<Name extends string> = { readonly [name in Name]: string };

/** Counts up. Its name ends in `_total`. */
export function counter<Name extends string>(
  name: string,
  help: string,
): { add(labels: Labels<Name>, by?: number): void } {
  const counted = new Map<string, Sample>();
  sources.set(name, async () => ({ name, help, type: "counter", samples: [...counted.values()] }));
  return {
    add(labels, by = 1) {
      const key = JSON.stringify(labels);
      const sample = counted.get(key);
      if (sample) sample.value += by;
      else counted.set(key, { suffix: "", labels: { ...labels }, value: by });
    },
  };
}

/** Goes up and down, and is looked at only when somebody asks. */
export function gauge(
  name: string,
  help: string,
  read: () => number | Promise<number | readonly { labels: Record<string, string>; value: number }[]>,
): void {
  sources.set(name, async () => {
    const value = await read();
    const samples = typeof value === "number" ? [{ labels: {}, value }] : value;
    return { name, help, type: "gauge", samples: samples.map((each) => ({ suffix: "", ...each })) };
  });
}

/** How long something took, in seconds. @param bounds upper bounds of its buckets, rising */
export function histogram<Name extends string = never>(
  name: string,
  help: string,
  bounds: readonly number[],
): { observe(seconds: number, labels: Labels<Name>): void } {
  const kept = new Map<string, { labels: Labels<Name>; buckets: number[]; sum: number; count: number }>();
  sources.set(name, async () => ({
    name,
    help,
    type: "histogram",
    samples: [...kept.values()].flatMap(({ labels, buckets, sum, count }) => [
      ...bounds.map((bound, at) => ({
        suffix: "_bucket",
        labels: { ...labels, le: String(bound) },
        value: buckets[at] ?? 0,
      })),
      { suffix: "_bucket", labels: { ...labels, le: "+Inf" }, value: count },
      { suffix: "_sum", labels: { ...labels }, value: sum },
      { suffix: "_count", labels: { ...labels }, value: count },
    ]),
  }));
  return {
    observe(seconds, labels) {
      const key = JSON.stringify(labels);
      const seen = kept.get(key) ?? { labels, buckets: bounds.map(() => 0), sum: 0, count: 0 };
      kept.set(key, seen);
      seen.sum += seconds;
      seen.count += 1;
      for (const [at, bound] of bounds.entries())
        if (seconds <= bound) seen.buckets[at] = (seen.buckets[at] ?? 0) + 1;
    },
  };
}
