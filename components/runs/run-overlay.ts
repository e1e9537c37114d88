import type { Outputs } from "@/components/api";
import type { Overlay } from "@/components/canvas/to-flow";
import type { StateName } from "@/components/ui/state-mark";

export type RunDetail = Outputs["runs"]["get"];
type Part = Pick<RunDetail, "nodes" | "edges" | "steps" | "effects" | "loops" | "bodyNodes">;

/** What a run adds to its drawing: how each node stands, which way it went, and where nothing went. */
export function runOverlay(run: Part): Overlay {
  const ports = new Map(run.steps.map((step) => [step.nodeId, step.port]));
  return {
    node: (id) => ({
      ...nodeState(run, id),
      takenPort: ports.get(id) ?? undefined,
      dim: run.nodes[id] === "skipped",
    }),
    edge: (id) => ({ taken: run.edges[id] === "taken", dead: run.edges[id] === "dead" }),
  };
}

/** The action's own state says more than its step's, but for one that was done again; nodes not reached yet have none. */
function nodeState(run: Part, nodeId: string): { state?: StateName; stateWord?: string } {
  const state = run.nodes[nodeId];
  if (state === undefined || state === "pending") return {};
  const loop = run.loops[nodeId];
  if (loop) return { state, stateWord: describeLoop(loop) };
  const perItem = run.bodyNodes[nodeId];
  if (perItem) return { state, stateWord: describeBodyNode(perItem) };
  const effect = run.effects.findLast((each) => each.nodeId === nodeId && each.repeatOf === null);
  if (effect) return { state: effect.state };
  if (state !== "waiting") return { state };
  const step = run.steps.find((each) => each.nodeId === nodeId);
  // Waiting is for a person unless the step itself says what it waits for.
  return { state, stateWord: step?.reason || undefined };
}

const count = (number: number) => number.toLocaleString("en");

/** How far a "for each" has come: "3 of 1,001 done · 1 waiting". */
export function describeLoop({ total, done, failed, waiting }: RunDetail["loops"][string]): string {
  return words([`${count(done)} of ${count(total)} done`], { failed, waiting });
}

/** Of a node that is done per item: "3 done · 1 waiting". */
export function describeBodyNode(node: RunDetail["bodyNodes"][string]): string {
  const { settled, failed, waiting, running } = node;
  return words([`${count(settled)} done`], { failed, waiting, running });
}

function words(first: string[], others: Record<string, number>): string {
  const rest = Object.entries(others).filter(([, number]) => number > 0);
  return [...first, ...rest.map(([word, number]) => `${count(number)} ${word}`)].join(" · ");
}
