import type { Stage } from "./stage";

/** One idea, tried on any engine: throws when it does not hold. */
export type Case = {
  name: string;
  /** Without it, both engines must hold to it. */
  only?: "embedded";
  play(stage: Stage): Promise<void>;
};

/** What came of a case. */
export type Outcome = { name: string; result: "passed" | "failed" | "not tried"; why: string; ms: number };

/** Plays cases side by side, and tells how each went. */
export function playAll(cases: readonly Case[], stage: Stage): Promise<Outcome[]> {
  return Promise.all(
    cases.map(async ({ name, only, play }): Promise<Outcome> => {
      const startedAt = performance.now();
      const ms = () => Math.round(performance.now() - startedAt);
      if (only && only !== stage.kind)
        return { name, result: "not tried", why: `${only} engine only`, ms: 0 };
      try {
        await play(stage);
        return { name, result: "passed", why: "", ms: ms() };
      } catch (error) {
        return {
          name,
          result: "failed",
          why: error instanceof Error ? error.message : String(error),
          ms: ms(),
        };
      }
    }),
  );
}
