import { runEventName, sendToEngine } from "@/server/db/outbox";
import type { LoadedRun } from "@/server/runs/load-run";
import { whileGoing } from "@/server/runs/save-steps";
import { isTold, type Known } from "@/workflow/plan/known";
import { asksFor, type Call } from "./call";
import type { Steps } from "./driver";

/** With so many steps behind it, what an engine sends and the SDK replays at each call costs more than a new leg. */
export const LONG = 50;
/** In a new leg, what waits is asked about and waited for anew: so many steps, and as many again to gain by it. */
const STEPS_A_WAIT = 6;
const HAND_OVER = "run:hand-over";

/** One of the engine's runs that a run is made of: the event that started it, what that said, and the call under way. */
export type Leg = {
  call: Call;
  eventId: string;
  start: { runId: string; organizationId: string; forEach?: string; chunk?: number; leg?: number };
};

/**
 * A run of many steps is several runs of the engine, one after the other: its legs. What has settled stands in the
 * database, so a leg begins without what the engine remembers of the one before: a call costs the same late in a run
 * as early. A leg ends where nothing is under way but waits, which is when the engine asks what comes next.
 * @param parts the run, or the items that are worked on in this one
 * @returns whether the next leg was started: then there is nothing left to do in this one
 */
export async function handOver(
  leg: Leg,
  run: LoadedRun,
  parts: readonly LoadedRun[],
  steps: Steps,
): Promise<boolean> {
  const { memos } = leg.call;
  if (memos < LONG || !asksFor(HAND_OVER, leg.call)) return false;
  const known = parts.map(standing);
  const begun = known.reduce((sum, each) => sum + each.begun.size, 0);
  if (memos < LONG + begun * STEPS_A_WAIT) return false;
  if (!parts.every(({ plan }, index) => known[index] && isTold(plan, known[index]))) return false;
  await steps.run(HAND_OVER, () => startNext(leg, run));
  return true;
}

/** What stands of each part as a leg begins; of the first leg, nothing is asked. */
export async function knownOf(
  { start }: Leg,
  parts: readonly LoadedRun[],
  steps: Steps,
): Promise<(Known | undefined)[]> {
  if (!start.leg) return [];
  // A step: the same in each call of this leg, whatever settles meanwhile.
  const kept = await steps.run("run:known", async () =>
    parts.map(standing).map(({ settled, begun }) => ({ settled: [...settled], begun: [...begun] })),
  );
  return kept.map(({ settled, begun }) => ({ settled: new Map(settled), begun: new Set(begun) }));
}

function standing({ plan, steps }: LoadedRun): Known {
  const settled = new Map<string, string>();
  const begun = new Set<string>();
  for (const { id } of plan.nodes) {
    const step = steps.get(id);
    if (step?.state === "settled" && step.port !== null) settled.set(id, step.port);
    else if (step) begun.add(id);
  }
  return { settled, begun };
}

async function startNext({ eventId, start }: Leg, run: LoadedRun): Promise<void> {
  const next = (start.leg ?? 0) + 1;
  const first = start.leg ? eventId.slice(0, eventId.lastIndexOf(":leg:")) : eventId;
  await whileGoing(run, (tx) =>
    sendToEngine(tx, {
      name: runEventName(run.workflowId),
      data: { ...start, leg: next },
      // Sent again where this leg's end was lost, and one by this.
      dedupeId: `${first}:leg:${next}`,
    }),
  );
}
