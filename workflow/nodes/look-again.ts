import type { Outcome, Services } from "@/workflow/ports";

/** Beyond that nobody remembers what was meant; and the engine counts every look. */
export const LONGEST_LOOK_MS = 30 * 86_400_000;

const FIRST_MS = 2_000;
const MOST_APART_MS = 3_600_000;
/** The next look comes after a quarter of the time that has passed: often at first, then ever less often. */
const SHARE = 0.25;

/**
 * The next look of a node that may see something else later.
 * @param forMs how long it goes on looking after it began, in milliseconds
 * @returns null when that time is over; the last look is at its very end
 */
export function lookAgain(
  { now, begun = now }: Services,
  forMs: number,
  reason: string,
): Extract<Outcome, { kind: "look" }> | null {
  const passed = now.getTime() - begun.getTime();
  if (passed >= forMs) return null;
  const apart = Math.min(Math.max(FIRST_MS, passed * SHARE), MOST_APART_MS);
  const at = Math.min(now.getTime() + apart, begun.getTime() + forMs);
  return { kind: "look", at: new Date(at).toISOString(), reason };
}
