import type { Outputs } from "@/components/api";

type History = Outputs["operations"]["queueHistory"];
export type Bar = { at: Date; queued: number; oldestSeconds: number };

/** A bar for every stretch of time, also where nothing waited. */
export function barsOf(
  { from, bars, minutes }: Pick<History, "from" | "bars" | "minutes">,
  points: History["connections"][number]["points"],
): Bar[] {
  const byBar = new Map(points.map((point) => [point.bar, point]));
  return Array.from({ length: bars }, (_, bar) => {
    const { queued = 0, oldestSeconds = 0 } = byBar.get(bar) ?? {};
    return { at: new Date(from.getTime() + bar * minutes * 60_000), queued, oldestSeconds };
  });
}

/** "40 s", "9 min", "2 h 5 min". */
export function waited(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60).toLocaleString("en")} h${rest === 0 ? "" : ` ${rest} min`}`;
}
