import { type Plan, type PlanEdge, type PlanNode, SKIPPED, type Skipped } from "./plan";

export type NodeState = "skipped" | "settled" | "pending";
export type EdgeState = "taken" | "dead" | "open";

export type RunStates = { nodes: Map<string, NodeState>; edges: Map<string, EdgeState> };

/**
 * Where every node and edge of a run stands, from what has settled so far: skipped nodes have no row, their
 * state follows from the plan. "pending" is everything that may still happen, also what runs right now.
 * @param settled port by node id; the trigger's may be absent
 * @param accepted ids of actions accepted for sending, for edges that do not wait
 */
export function deriveRunStates(
  plan: Plan,
  triggerNodeId: string,
  settled: ReadonlyMap<string, string>,
  accepted: ReadonlySet<string> = new Set(),
): RunStates {
  const nodes = new Map<string, NodeState>();
  const edges = new Map<string, EdgeState>();
  const outcomes = new Map<string, string | Skipped>();
  for (const node of plan.nodes) {
    for (const edge of node.incoming) {
      edges.set(edge.id, edgeState(edge, outcomes.get(edge.source), accepted.has(edge.source)));
    }
    const outcome = outcomeOf(node, triggerNodeId, settled, edges);
    if (outcome !== undefined) outcomes.set(node.id, outcome);
    nodes.set(node.id, outcome === undefined ? "pending" : outcome === SKIPPED ? "skipped" : "settled");
  }
  return { nodes, edges };
}

function outcomeOf(
  node: PlanNode,
  triggerNodeId: string,
  settled: ReadonlyMap<string, string>,
  edges: ReadonlyMap<string, EdgeState>,
): string | Skipped | undefined {
  const port = settled.get(node.id);
  if (port !== undefined) return port;
  if (node.behaviour === "trigger") return node.id === triggerNodeId ? node.ports[0]?.id : SKIPPED;
  return node.incoming.every((edge) => edges.get(edge.id) === "dead") ? SKIPPED : undefined;
}

function edgeState(edge: PlanEdge, source: string | Skipped | undefined, accepted: boolean): EdgeState {
  if (source === SKIPPED) return "dead";
  if (source === edge.sourcePort || (edge.dontWait && accepted)) return "taken";
  return source === undefined ? "open" : "dead";
}
