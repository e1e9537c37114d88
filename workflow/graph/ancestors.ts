import type { Catalog, Field, NodeDefinition } from "@/workflow/nodes/define";
import { outputsOf } from "@/workflow/nodes/read-config";
import { reachable } from "./order";
import type { Graph } from "./schema";

export type Definitions = Readonly<Record<string, NodeDefinition>>;

/** The definition of a node's type; own entries only, so that no type name finds an inherited property. */
export function definitionIn(definitions: Definitions, type: string): NodeDefinition | undefined {
  return Object.hasOwn(definitions, type) ? definitions[type] : undefined;
}

/** Ids of the nodes from which lines lead to this one, nearest first. */
export function upstreamOf(graph: Graph, nodeId: string): string[] {
  const ids = new Set(graph.nodes.map(({ id }) => id));
  const sources = new Map<string, string[]>();
  for (const { source, target } of graph.edges) {
    if (ids.has(source)) sources.set(target, [...(sources.get(target) ?? []), source]);
  }
  return reachable([nodeId], (id) => sources.get(id) ?? []).filter((id) => id !== nodeId);
}

/** What a node may refer to, for the chip picker: `from` is "event" or a node id. */
export type Available = { from: string; nodeName: string; fields: Field[] };

/** The event first, then the nodes before this one, nearest first; nodes without output are left out. */
export function fieldsAvailableAt(
  graph: Graph,
  nodeId: string,
  catalog: Catalog,
  definitions: Definitions,
): Available[] {
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  const upstream = upstreamOf(graph, nodeId).flatMap((id): Available[] => {
    const node = byId.get(id);
    const definition = node && definitionIn(definitions, node.type);
    if (!node || !definition || definition.behaviour === "trigger") return [];
    const fields = outputsOf(definition, node.config, catalog);
    return fields.length === 0 ? [] : [{ from: id, nodeName: node.name || definition.label, fields }];
  });
  return [
    { from: "event", nodeName: "Event", fields: eventFields(graph, catalog, definitions) },
    ...upstream,
  ];
}

/** What an event may carry: the fields of all triggers, the first of equal keys. */
export function eventFields(graph: Graph, catalog: Catalog, definitions: Definitions): Field[] {
  const fields = new Map<string, Field>();
  for (const node of graph.nodes) {
    const definition = definitionIn(definitions, node.type);
    if (definition?.behaviour !== "trigger") continue;
    for (const field of outputsOf(definition, node.config, catalog)) {
      if (!fields.has(field.key)) fields.set(field.key, field);
    }
  }
  return [...fields.values()];
}
