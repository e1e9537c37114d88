import type { NodeDefinition, Port } from "@/workflow/nodes/define";

/** An edge into a node of a plan. */
export type PlanEdge = {
  id: string;
  source: string;
  sourcePort: string;
  /** Taken as soon as the source's action is accepted; only ever true out of an action's "confirmed". */
  dontWait: boolean;
};

export type PlanNode = {
  id: string;
  type: string;
  /** Never empty: the node's name, or its type's label. */
  name: string;
  /** Settings as the definition's schema parsed them. */
  config: unknown;
  join: "all" | "first";
  behaviour: Exclude<NodeDefinition["behaviour"], "note">;
  incoming: PlanEdge[];
  /** Nodes whose output this one reads, although its edges do not make it wait for them. */
  uses: string[];
  ports: Port[];
  /** Of a loop: what is done for each item. */
  body?: PlanBody;
};

/** A drawing made ready to run: notes left out, settings parsed, nodes in an order in which they can start. */
export type Plan = { triggers: string[]; nodes: PlanNode[] };

/**
 * What a loop does for one item, as a plan of its own: the loop itself stands in it as the trigger, with the
 * item as its output.
 */
export type PlanBody = Plan & {
  /** Nodes outside whose output it reads, and "event". */
  reads: string[];
  /** How many items are worked on at once. */
  atMost: number;
};

/** Every node of a plan, those within loops too. */
export function everyNodeOf(plan: Plan): PlanNode[] {
  return plan.nodes.flatMap((node) => [
    node,
    ...(node.body ? node.body.nodes.filter(({ id }) => id !== node.id) : []),
  ]);
}

/** Whether two nodes of a run may be under way at once: a way out leads to several, or does not wait. */
export function hasParallelWays({ nodes }: Plan): boolean {
  const edges = nodes.flatMap(({ incoming }) => incoming);
  const ways = new Set(edges.map(({ source, sourcePort }) => JSON.stringify([source, sourcePort])));
  return ways.size < edges.length || edges.some(({ dontWait }) => dontWait);
}

/** A node that a run passed by; the others settle on a port. */
export const SKIPPED = Symbol("skipped");
export type Skipped = typeof SKIPPED;

/** The drawing cannot run as it stands; `message` says what to mend. Publishing checks more, see validate. */
export class MendDrawing extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MendDrawing";
  }
}

/** A node ended without a result; why stands where the driver kept it. What follows it never started. */
export class NodeStopped extends Error {
  readonly nodeId: string;
  constructor(nodeId: string) {
    super(`“${nodeId}” stopped without a result.`);
    this.name = "NodeStopped";
    this.nodeId = nodeId;
  }
}
