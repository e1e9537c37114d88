import { counter, gauge, histogram } from "@/server/metrics/registry";
import type { Engine } from "./engine";

const routed = counter<never>("handoff_events_routed_total", "Events that were routed, by this worker.");
const round = histogram<never>(
  "handoff_routing_round_seconds",
  "One round of routing: up to a hundred events become runs.",
  [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
);

/** Counts a round that found something; looking in vain is no work. */
export function countRound(looked: number, seconds: number): void {
  if (looked === 0) return;
  routed.add({}, looked);
  round.observe(seconds, {});
}

/** What the engine that this worker belongs to has to do, over all workers. */
export function measureEngine(engine: Engine): void {
  gauge("handoff_engine_runs", "Runs in the built-in engine: due, being driven, or waiting.", async () => {
    const stats = await engine.stats();
    if (stats === null) return [];
    const { queued, running, waiting } = stats;
    return Object.entries({ queued, running, waiting }).map(([state, value]) => ({
      labels: { state },
      value,
    }));
  });
  gauge("handoff_engine_lag_seconds", "For how long the oldest run that is due has been.", async () => {
    const stats = await engine.stats();
    return stats === null ? [] : [{ labels: {}, value: stats.lagMs / 1000 }];
  });
}
