import { reportError } from "@/server/report-error";

export type Loop = {
  /** Work again now, or right after the round under way. */
  nudge(): void;
  /** Resolves once the round under way has ended. */
  stop(): Promise<void>;
};

/**
 * Repeats work for as long as the process runs: after each nudge, and at least every `everyMs`. Rounds never
 * overlap; one that fails is reported and followed by the next.
 * @param work answers true when there is more to do at once, or in how many milliseconds there will be
 */
export function startLoop(everyMs: number, work: () => Promise<boolean | number>): Loop {
  let stopped = false;
  let again = false;
  let timer: NodeJS.Timeout | undefined;
  let round: Promise<void> | undefined;

  const run = () => {
    clearTimeout(timer);
    if (stopped) return;
    if (round) {
      again = true;
      return;
    }
    round = work()
      .catch((error: unknown) => {
        reportError(error);
        return false;
      })
      .then((more) => {
        round = undefined;
        if (stopped) return;
        timer = setTimeout(run, again ? 0 : pauseAfter(more, everyMs));
        again = false;
      });
  };
  run();

  return {
    nudge: run,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await round;
    },
  };
}

function pauseAfter(more: boolean | number, everyMs: number): number {
  if (typeof more === "number") return Math.min(more, everyMs);
  return more ? 0 : everyMs;
}
