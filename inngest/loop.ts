import { reportError } from "@/server/report-error";

export type Loop = {
  /** Work again now, or right after the round under way. */
  nudge(): void;
  /** Resolves once the rounds under way have ended. */
  stop(): Promise<void>;
};

/**
 * Repeats work for as long as the process runs: after each nudge, and at least every `everyMs`. One that fails is
 * reported and followed by the next.
 * @param work answers true when there is more to do at once, or in how many milliseconds there will be
 * @param atOnce rounds that may overlap: a nudge need not wait for the end of one that has much to do
 */
export function startLoop(
  everyMs: number,
  work: () => Promise<boolean | number>,
  { atOnce = 1 }: { atOnce?: number } = {},
): Loop {
  let stopped = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let dueAt = 0;
  const rounds = new Set<Promise<void>>();

  const run = () => {
    clearTimeout(timer);
    timer = undefined;
    if (stopped) return;
    if (rounds.size >= atOnce) {
      again = true;
      return;
    }
    const round = work()
      .catch((error: unknown) => {
        reportError(error);
        return false;
      })
      .then((more) => {
        rounds.delete(round);
        if (stopped) return;
        const pause = again ? 0 : pauseAfter(more, everyMs);
        again = false;
        const at = performance.now() + pause;
        // Of two that overlapped the one counts that knows of more.
        if (timer && dueAt <= at) return;
        clearTimeout(timer);
        dueAt = at;
        timer = setTimeout(run, pause);
      });
    rounds.add(round);
  };
  run();

  return {
    nudge: run,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(rounds);
    },
  };
}

function pauseAfter(more: boolean | number, everyMs: number): number {
  if (typeof more === "number") return Math.min(more, everyMs);
  return more ? 0 : everyMs;
}
