import type { Outputs } from "@/components/api";
import type { Overlay } from "@/components/canvas/to-flow";
import type { StateName } from "@/components/ui/state-mark";

export type RunDetail = Outputs["runs"]["get"];
type Part = Pick<RunDetail, "nodes" | "edges" | "steps" | "effects">;

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

/** An action's own state says more than its step's; nodes that were not reached yet have none. */
function nodeState(run: Part, nodeId: string): { state?: StateName; stateWord?: string } {
  const state = run.nodes[nodeId];
  if (state === undefined || state === "pending") return {};
  const effect = run.effects.findLast((each) => each.nodeId === nodeId);
  if (effect) return { state: effect.state };
  if (state !== "waiting") return { state };
  const step = run.steps.find((each) => each.nodeId === nodeId);
  // Waiting is for a person unless the step itself says what it waits for.
  return { state, stateWord: step?.reason || undefined };
}
