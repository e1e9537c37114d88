import { reachable } from "@/workflow/graph/order";
import { edgeIdOf, type Graph, type GraphNode } from "@/workflow/graph/schema";
import type { NodeDefinition, Port } from "@/workflow/nodes/define";
import { definitionOf } from "@/workflow/nodes/definitions";
import { portsOf } from "@/workflow/nodes/read-config";

/** A node that a line could lead to. `refusal`: why it may not, as a sentence. */
export type Target = { id: string; name: string; definition: NodeDefinition; refusal: string | null };

/** A way out of a node, and where it leads already. */
export type WayOut = Port & { leadsTo: string[] };

/** The ways out of a node; none while its settings do not tell them yet, and for what takes no part in the flow. */
export function waysOut(graph: Graph, source: GraphNode): WayOut[] {
  const definition = definitionOf(source.type);
  if (!definition) return [];
  const names = new Map(graph.nodes.map((node) => [node.id, nameOf(node)]));
  return portsOf(definition, source.config).map((port) => ({
    ...port,
    leadsTo: graph.edges
      .filter((edge) => edge.source === source.id && edge.sourcePort === port.id)
      .map(({ target }) => names.get(target) ?? target),
  }));
}

/** Where a line out of a node may lead, as drawn from left to right; what it may not lead to comes last, with why. */
export function targetsOf(graph: Graph, source: GraphNode, port: string): Target[] {
  const targets = new Map<string, string[]>();
  for (const edge of graph.edges)
    targets.set(edge.source, [...(targets.get(edge.source) ?? []), edge.target]);
  const drawn = new Set(graph.edges.map(({ id }) => id));
  const refusalOf = ({ id }: GraphNode, { behaviour }: NodeDefinition) => {
    if (behaviour === "trigger") return "A trigger starts a run: nothing leads to it.";
    if (drawn.has(edgeIdOf({ source: source.id, sourcePort: port, target: id })))
      return "This line is drawn already.";
    return reachable([id], (each) => targets.get(each) ?? []).includes(source.id)
      ? `It leads to “${nameOf(source)}” already: the flow only goes forward.`
      : null;
  };
  return graph.nodes
    .toSorted((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)
    .flatMap((node): Target[] => {
      const definition = definitionOf(node.type);
      if (!definition || definition.behaviour === "note" || node.id === source.id) return [];
      return [{ id: node.id, name: nameOf(node), definition, refusal: refusalOf(node, definition) }];
    })
    .toSorted((a, b) => Number(a.refusal !== null) - Number(b.refusal !== null));
}

export function nameOf({ name, type }: GraphNode): string {
  return name || (definitionOf(type)?.label ?? type);
}
