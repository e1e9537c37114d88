import { routeEvents } from "@/server/runs/route-events";
import { newLap } from "@/server/runs/waiting-events";
import type { Engine } from "./engine";
import { type Loop, startLoop } from "./loop";
import { countRound } from "./metrics";

/** Between two rounds for the loud: what they send meanwhile is routed together, for a fraction of the cost. */
const APART_MS = 100;

export type Router = Pick<Loop, "stop"> & {
  /** There are events of these organizations, by a notification's payload; of any, where it names none. */
  nudge(about: string): void;
  /** Milliseconds since it last came round: the sign that work goes on. */
  idleMs(): number;
};

const AT_ONCE = Number.NEGATIVE_INFINITY;

/**
 * Routes events as they come; beside that, and apart from it, those of organizations that take so much that others
 * would wait for them (`isLoud`).
 */
export function startRouter({ isLoud }: Pick<Engine, "isLoud">, everyMs: number): Router {
  let routedAt = performance.now();
  const round = (passOver: (organizationId: string) => boolean) => {
    const lap = newLap();
    return async () => {
      const startedAt = performance.now();
      const { looked, full } = await routeEvents({ lap, passOver });
      routedAt = performance.now();
      countRound(looked, (routedAt - startedAt) / 1000);
      return full;
    };
  };

  const router = startLoop(everyMs, round(isLoud));
  const routeLoud = round((organizationId) => !isLoud(organizationId));
  /** Loud ones that have events, as far as was told; what was not is found by looking, as ever. */
  const waiting = new Set<string>();
  let loudLookedAt = performance.now();
  const loudRouter = startLoop(APART_MS, async () => {
    const due = [...waiting];
    waiting.clear();
    if (!due.every(isLoud)) router.nudge();
    if (due.some(isLoud) || performance.now() - loudLookedAt >= everyMs)
      loudLookedAt = (await routeLoud()) ? AT_ONCE : performance.now();
    return false;
  });

  return {
    nudge: (about) => {
      if (about === "") loudLookedAt = AT_ONCE;
      const named = about.split(",");
      for (const each of named.filter(isLoud)) waiting.add(each);
      if (!named.every(isLoud)) router.nudge();
    },
    idleMs: () => performance.now() - routedAt,
    stop: async () => void (await Promise.all([router.stop(), loudRouter.stop()])),
  };
}
