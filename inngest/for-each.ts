import { type ChunkKey, loadChunk, startNextChunk } from "@/server/runs/for-each/chunks";
import { type ItemEnd, settleItem } from "@/server/runs/for-each/settle-items";
import { hasEnded, itemText, type LoadedRun } from "@/server/runs/load-run";
import { interpret } from "@/workflow/plan/interpret";
import type { Known } from "@/workflow/plan/known";
import { NodeStopped } from "@/workflow/plan/plan";
import { inngestDriver, NodeFailed, RunEnded, type Steps } from "./driver";
import { handOver, knownOf, type Leg } from "./legs";

/**
 * Does one chunk of a "for each": the loop's body for one of its items after the other. An item that waits
 * gives its place to the next; once none takes it up, the next chunk begins, whatever this one still waits for.
 * Several items at once are several chunks: steps that go on side by side within one run of the engine cost it
 * many times more.
 */
export async function runChunk(run: LoadedRun, key: ChunkKey, leg: Leg, steps: Steps): Promise<void> {
  const items = new Map((await loadChunk(run, key)).map((item) => [itemText(item), item]));
  if (await handOver(leg, run, [...items.values()], steps)) return;
  const begun = await steps.run("chunk:begin", async () => ({
    ended: hasEnded(run),
    open: [...items].flatMap(([position, { item }]) => (item?.state === "open" ? [position] : [])),
  }));
  if (begun.ended) return;
  const known = await knownOf(
    leg,
    begun.open.map((position) => itemAt(items, position)),
    steps,
  );
  const ends: Promise<void>[] = [];
  for (const [index, position] of begun.open.entries()) {
    await new Promise<void>((leave) => {
      const end = runItem(itemAt(items, position), known[index], steps, leave);
      ends.push(end);
      end.then(leave, leave);
    });
  }
  await Promise.all([...ends, steps.run("chunk:next", () => startNextChunk(run, key))]);
}

function itemAt(items: ReadonlyMap<string, LoadedRun>, position: string): LoadedRun {
  const item = items.get(position);
  if (!item) throw new Error("An item that a run works on is not there.");
  return item;
}

async function runItem(
  run: LoadedRun,
  known: Known | undefined,
  steps: Steps,
  leave: () => void,
): Promise<void> {
  const own = stepsOfItem(steps, itemText(run));
  let end: ItemEnd = "done";
  try {
    await interpret(run.plan, run.item?.forEach ?? "", inngestDriver(own, run, leave), known);
  } catch (error) {
    if (error instanceof RunEnded) return;
    end = error instanceof NodeFailed || error instanceof NodeStopped ? "failed" : "fault";
  }
  await own.run("item:settle", () => settleItem(run, end));
}

/** The same nodes run for each item: a step's id is the node's and the item's place. */
function stepsOfItem(steps: Steps, position: string): Steps {
  const own = (id: string) => `${id}[${position}]`;
  return {
    run: (id, work) => steps.run(own(id), work),
    waitForEvent: (id, options) => steps.waitForEvent(own(id), options),
    sleepUntil: (id, moment) => steps.sleepUntil(own(id), moment),
  };
}
