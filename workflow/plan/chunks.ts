import { STEPS_A_LONG_NODE, STEPS_A_RUN } from "@/workflow/graph/engine-steps";
import { chainsOf } from "./chains";
import type { PlanBody } from "./plan";

/**
 * A loop's items are dealt out to as many lanes as there may be items worked on at once: the first to the
 * first lane, and so on around. A lane takes one item after the other, in chunks, each of which is a run of
 * the engine's own. Chunks are numbered around the lanes in the same way: a lane's next chunk is `atMost` on.
 */

/** More in one run, and an engine's cost per step grows faster than the work. */
const LARGEST_CHUNK = 50;

/** The places of a chunk's items in the list. A version's body never changes, so neither does this. */
export function placesIn(body: PlanBody, chunk: number): number[] {
  const size = chunkSizeOf(body);
  const lane = chunk % body.atMost;
  const before = Math.floor(chunk / body.atMost) * size;
  return Array.from({ length: size }, (_, index) => lane + (before + index) * body.atMost);
}

/** The chunk that an item belongs to. */
export function chunkOf(body: PlanBody, position: number): number {
  const before = Math.floor(Math.floor(position / body.atMost) / chunkSizeOf(body));
  return (position % body.atMost) + before * body.atMost;
}

/** How many items one run of the engine takes. */
function chunkSizeOf(body: PlanBody): number {
  const chains = chainsOf(body).size;
  const long = body.nodes.filter(({ behaviour }) => behaviour !== "pure" && behaviour !== "trigger").length;
  // One more step per item writes down that it has ended.
  const steps = chains + long * STEPS_A_LONG_NODE + 1;
  return Math.max(1, Math.min(LARGEST_CHUNK, Math.floor(STEPS_A_RUN / steps)));
}
