const STEPS_MS = [1_000, 5_000, 15_000, 60_000, 300_000];

/** How long to wait before the next attempt, with jitter so that what failed together does not return together. */
export function backoffMs(failedAttempts: number): number {
  const base = STEPS_MS[Math.min(Math.max(failedAttempts, 1), STEPS_MS.length) - 1] ?? 0;
  return Math.round(base * (0.75 + Math.random() * 0.5));
}
