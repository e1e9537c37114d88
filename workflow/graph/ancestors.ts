import type { Reference } from "@/workflow/expressions/schema";
import type { Catalog, Field } from "@/workflow/nodes/define";
import { itemFieldsOf, outputsOf } from "@/workflow/nodes/read-config";
import { type Definitions, definitionIn } from "./definitions";
import { bodiesOf } from "./loops";
import { reachable } from "./order";
import type { Graph, GraphNode } from "./schema";

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
    const fields = fieldsSeenFrom(graph, nodeId, node, catalog, definitions);
    return fields.length === 0 ? [] : [{ from: id, nodeName: node.name || definition.label, fields }];
  });
  return [
    { from: "event", nodeName: "Event", fields: eventFields(graph, catalog, definitions) },
    ...upstream,
  ];
}

/**
 * What a node's output holds for another node. A loop shows the current item to what is done for each item,
 * and its results to what follows.
 */
export function fieldsSeenFrom(
  graph: Graph,
  readerId: string,
  source: GraphNode,
  catalog: Catalog,
  definitions: Definitions,
): Field[] {
  const definition = definitionIn(definitions, source.type);
  if (!definition) return [];
  if (!bodiesOf(graph, definitions).get(source.id)?.has(readerId)) {
    return outputsOf(definition, source.config, catalog);
  }
  return itemFieldsOf(definition, source.config, (list) =>
    listField(graph, source.id, list, catalog, definitions),
  );
}

/** The list a loop goes through, as far as it is described. */
export function listField(
  graph: Graph,
  loopId: string,
  list: Reference,
  catalog: Catalog,
  definitions: Definitions,
): Field | undefined {
  const source = graph.nodes.find(({ id }) => id === list.from);
  if (list.from !== "event" && (!source || source.id === loopId)) return undefined;
  const fields =
    source === undefined
      ? eventFields(graph, catalog, definitions)
      : fieldsSeenFrom(graph, loopId, source, catalog, definitions);
  return fieldAt(fields, list.path);
}

function fieldAt(fields: readonly Field[], [key, ...rest]: readonly string[]): Field | undefined {
  const field = fields.find((each) => each.key === key);
  return rest.length === 0 ? field : fieldAt(field?.fields ?? [], rest);
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
