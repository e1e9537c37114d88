/** Attempts before a person is asked. */
const MOST_ATTEMPTS = 6;
const LONGEST_MS = 60_000;

/** How long to wait after this many attempts: 1, 2, 4 … seconds, each up to a quarter more or less, in milliseconds. */
export function backoffMs(attempts: number, random: () => number = Math.random): number {
  const round = (Math.max(attempts, 1) - 1) % MOST_ATTEMPTS;
  return Math.min(1_000 * 2 ** round, LONGEST_MS) * (0.75 + random() / 2);
}

/** Whether that was the last attempt by itself. When a person has it tried again, it gets as many anew. */
export function isExhausted(attempts: number): boolean {
  return attempts > 0 && attempts % MOST_ATTEMPTS === 0;
}
