import { type Definitions, definitionIn } from "@/workflow/graph/definitions";
import { bodiesOf } from "@/workflow/graph/loops";
import { inOrder } from "@/workflow/graph/order";
import type { Graph, GraphNode } from "@/workflow/graph/schema";
import type { NodeDefinition } from "@/workflow/nodes/define";
import { CONFIRMED } from "@/workflow/nodes/outcomes";
import { type Drawn, takeBodiesOut } from "./bodies";
import { MendDrawing, type Plan, type PlanBody, type PlanEdge, type PlanNode } from "./plan";

/**
 * Turns a drawing into a plan. Pure: the same drawing gives the same plan, so step ids stay the same when a
 * run is taken up again.
 * @throws MendDrawing for what cannot be planned: unknown types, unfinished settings, lines without ends, circles.
 */
export function compilePlan(graph: Graph, definitions: Definitions): Plan {
  const drawn = new Map<string, Drawn>();
  for (const node of graph.nodes) {
    const definition = definitionIn(definitions, node.type);
    if (!definition) throw new MendDrawing(`“${node.name || node.id}” is of a kind that is not known here.`);
    if (drawn.has(node.id)) throw new MendDrawing(`Two nodes have the id “${node.id}”. Delete one of them.`);
    if (definition.behaviour !== "note") drawn.set(node.id, read(node, definition));
  }
  for (const edge of graph.edges) {
    const target = drawn.get(edge.target);
    const source = drawn.get(edge.source);
    if (!target || !source)
      throw new MendDrawing("A line leads from or to a node that no longer exists. Delete it.");
    if (target.node.behaviour === "trigger") {
      throw new MendDrawing(
        `A line leads into the trigger “${target.node.name}”. Delete it: a trigger starts a run.`,
      );
    }
    target.node.incoming.push({
      id: edge.id,
      source: edge.source,
      sourcePort: edge.sourcePort,
      dontWait: edge.dontWait === true && source.node.behaviour === "effect" && edge.sourcePort === CONFIRMED,
    });
  }
  const { outer, bodies } = takeBodiesOut(drawn, bodiesOf(graph, definitions));
  const nodes = inPlan(outer).map((node) => {
    const loop = bodies.get(node.id);
    const definition = definitionIn(definitions, node.type);
    return loop && definition ? { ...node, body: bodyOf(loop, definition, node) } : node;
  });
  const triggers = nodes.filter(({ behaviour }) => behaviour === "trigger").map(({ id }) => id);
  if (triggers.length === 0) throw new MendDrawing("Nothing starts this workflow. Add a trigger.");
  return { triggers, nodes };
}

function bodyOf(inside: ReadonlyMap<string, Drawn>, definition: NodeDefinition, loop: PlanNode): PlanBody {
  const reads = [...inside.values()].flatMap((each) => each.reads).filter((id) => !inside.has(id));
  return {
    triggers: [loop.id],
    nodes: inPlan(inside),
    reads: [...new Set(reads)],
    atMost: definition.loop?.atMost(loop.config) ?? 1,
  };
}

/** In an order in which they can start, each with what it waits for beside its edges. */
function inPlan(drawn: ReadonlyMap<string, Drawn>): PlanNode[] {
  return withUses(sorted(drawn), drawn);
}

function read(node: GraphNode, definition: NodeDefinition): Drawn {
  const name = node.name || definition.label;
  const parsed = definition.config.safeParse(node.config);
  if (!parsed.success) throw new MendDrawing(`The settings of “${name}” are not finished.`);
  const config: unknown = parsed.data;
  const reads = [...new Set(definition.references(config).map(({ from }) => from))];
  const planned: PlanNode = {
    id: node.id,
    type: node.type,
    name,
    config,
    join: node.join,
    behaviour: definition.behaviour === "note" ? "pure" : definition.behaviour,
    incoming: [],
    uses: [],
    ports: definition.ports(config),
  };
  return { node: planned, reads: reads.filter((id) => id !== node.id) };
}

function sorted(drawn: ReadonlyMap<string, Drawn>): PlanNode[] {
  const { order, cyclic } = inOrder([...drawn.keys()], (id) => {
    const each = drawn.get(id);
    return each ? [...each.node.incoming.map(({ source }) => source), ...each.reads] : [];
  });
  const names = cyclic.flatMap((id) => drawn.get(id)?.node.name ?? []);
  if (names.length > 0) {
    throw new MendDrawing(
      `These nodes wait for each other in a circle: ${names.join(", ")}. Break the circle.`,
    );
  }
  return order.flatMap((id) => drawn.get(id)?.node ?? []);
}

/** Keeps, of what a node reads, only what its edges do not make it wait for anyway. */
function withUses(nodes: readonly PlanNode[], drawn: ReadonlyMap<string, Drawn>): PlanNode[] {
  const settledBefore = new Map<string, ReadonlySet<string>>();
  return nodes.map((node) => {
    const before = node.incoming.map((edge) => knownThrough(edge, settledBefore.get(edge.source)));
    const known = node.join === "all" ? union(before) : intersection(before);
    settledBefore.set(node.id, known);
    const reads = drawn.get(node.id)?.reads ?? [];
    return { ...node, uses: reads.filter((id) => drawn.has(id) && !known.has(id)) };
  });
}

/** What has settled or been skipped for certain once it is known whether this edge is taken. */
function knownThrough(edge: PlanEdge, beforeSource: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  return edge.dontWait ? beforeSource : new Set([...beforeSource, edge.source]);
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}

function intersection([first, ...others]: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set([...(first ?? [])].filter((id) => others.every((other) => other.has(id))));
}
