import { deliverAlerts } from "@/server/alerts/deliver-alerts";
import { watchIncidents } from "@/server/alerts/watch-incidents";
import { listen } from "@/server/db/listen";
import { hearHere } from "@/server/db/nudge";
import { OUTBOX_CHANNEL } from "@/server/db/outbox";
import { startDrain } from "@/server/effects/drain";
import { judgeSilence } from "@/server/effects/judge-silence";
import { REVERSALS_CHANNEL } from "@/server/effects/reversal-of-run";
import { EVENTS_CHANNEL } from "@/server/intake/events-channel";
import { sampleQueues } from "@/server/operations/sample-queues";
import { workReversals } from "@/server/reversals/work-reversals";
import { escalateOverdueReviews } from "@/server/reviews/escalate";
import { sweepRuns } from "@/server/runs/sweep-runs";
import { retireKeys } from "@/server/secrets/retire-keys";
import { fireTriggers } from "@/server/triggers/fire-triggers";
import { noteNewDates } from "@/server/triggers/note-new-dates";
import { countRuns } from "@/server/workflows/count-runs";
import { PUBLISH_CHANNEL } from "@/server/workflows/publish-channel";
import type { Engine } from "./engine";
import { type Loop, startLoop } from "./loop";
import { relayOutbox } from "./outbox-relay";
import { startRouter } from "./router";

// Notifications make these prompt; looking by itself makes them certain.
const LOOK_MS = 2_000;
const SWEEP_MS = 15_000;
const ESCALATE_MS = 15_000;
const ALERTS_MS = 15_000;
const SAMPLE_MS = 15_000;
const COUNT_MS = 60_000;
/** Between one day and the next, where much was never counted: nobody waits for it. */
const COUNT_NEXT_MS = 500;
const KEYS_MS = 5_000;
const SILENCE_MS = 15_000;
/** The longest sleep between two times that are due: clocks are set, and other workers fail. */
const CLOCK_MS = 30_000;
/** Publishing often in a row registers once. */
const REGISTER_MS = 1_000;
/** Told again without need, so that a server that lost what it knew learns it. */
const REGISTER_AGAIN_MS = 60_000;

export type Work = {
  stop(): Promise<void>;
  /** Milliseconds since the router last came round: the sign that work goes on. */
  idleMs(): number;
};

/** Everything a worker does beside answering: any number of workers may do it at once. */
export async function startWork(engine: Engine): Promise<Work> {
  await engine.start();
  const relay = startLoop(LOOK_MS, () => relayOutbox(engine), { atOnce: 2 });
  const router = startRouter(engine, LOOK_MS);
  const clock = startLoop(CLOCK_MS, async () => (await fireTriggers()) ?? CLOCK_MS);
  const reversals = startLoop(LOOK_MS, workReversals);
  const loops: Pick<Loop, "stop">[] = [
    reversals,
    router,
    relay,
    clock,
    startLoop(LOOK_MS, async () => {
      const found = await noteNewDates();
      // One of them may be due before what the clock sleeps for.
      if (found) clock.nudge();
      return found;
    }),
    startLoop(SWEEP_MS, async () => {
      await sweepRuns(String(Math.floor(Date.now() / SWEEP_MS)));
      return false;
    }),
    startLoop(ESCALATE_MS, async () => {
      await escalateOverdueReviews();
      return false;
    }),
  ];
  // Apart from each other: what cannot be delivered does not keep anything from being found.
  loops.push(
    startLoop(LOOK_MS, deliverAlerts),
    startLoop(ALERTS_MS, async () => {
      await watchIncidents();
      return false;
    }),
    startLoop(KEYS_MS, async () => {
      await retireKeys();
      return false;
    }),
    startLoop(SILENCE_MS, judgeSilence),
    startLoop(SAMPLE_MS, async () => {
      await sampleQueues();
      return false;
    }),
    startLoop(COUNT_MS, async () => (await countRuns()) && COUNT_NEXT_MS),
  );
  const registration = engine.kind === "server" ? startRegistration(engine) : undefined;
  if (registration) loops.push(registration.loop);
  const drain = startDrain();
  const listening = await listen({
    role: "engine",
    channels: {
      [EVENTS_CHANNEL]: router.nudge,
      [OUTBOX_CHANNEL]: relay.nudge,
      [REVERSALS_CHANNEL]: reversals.nudge,
      [PUBLISH_CHANNEL]: () => {
        // A resumed workflow has events waiting, a published one its times.
        router.nudge("");
        clock.nudge();
        registration?.due();
      },
    },
    onConnected: () => {
      router.nudge("");
      relay.nudge();
      clock.nudge();
      // What was published while nobody listened.
      registration?.due();
    },
  });

  const hearing = [hearHere(EVENTS_CHANNEL, router.nudge), hearHere(OUTBOX_CHANNEL, relay.nudge)];

  return {
    idleMs: router.idleMs,
    async stop() {
      for (const endHearing of hearing) endHearing();
      await listening.stop();
      // What takes work in stops first, what carries it out last.
      await Promise.all([...loops.map((loop) => loop.stop()), drain.stop()]);
      await engine.stop();
    },
  };
}

/** Registers at the start, every minute, and whenever something was published; tries again until the engine took it. */
function startRegistration(engine: Engine): { loop: Loop; due(): void } {
  let due = true;
  let registeredAt = 0;
  const loop = startLoop(REGISTER_MS, async () => {
    if (!due && performance.now() - registeredAt < REGISTER_AGAIN_MS) return false;
    due = false;
    try {
      await engine.register();
      registeredAt = performance.now();
    } catch (error) {
      due = true;
      throw error;
    }
    return false;
  });
  return {
    loop,
    due: () => {
      due = true;
    },
  };
}
