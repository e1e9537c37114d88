import {
  edgeIdOf,
  type Graph,
  type GraphEdge,
  type GraphNode,
  type RunLimits,
} from "@/workflow/graph/schema";

/** Changes to a document, each from one graph to the next; the store puts them into its history. */

/** An id nobody has yet, readable in references: the type, then type-2, type-3… */
export function freshNodeId(graph: Graph, type: string): string {
  const taken = new Set(graph.nodes.map((node) => node.id));
  if (!taken.has(type) && type !== "event") return type;
  for (let count = 2; ; count++) {
    const id = `${type}-${count}`;
    if (!taken.has(id)) return id;
  }
}

export function addNode(graph: Graph, node: GraphNode): Graph {
  return { ...graph, nodes: [...graph.nodes, node] };
}

/** Connects two nodes; drawing the same connection twice, or a node to itself, changes nothing. */
export function connect(graph: Graph, edge: Omit<GraphEdge, "id">): Graph {
  const id = edgeIdOf(edge);
  if (edge.source === edge.target || graph.edges.some((each) => each.id === id)) return graph;
  return { ...graph, edges: [...graph.edges, { ...edge, id }] };
}

/** Puts a node into the middle of an edge: what led to the target now leads to it, and it to the target. */
export function insertOnEdge(graph: Graph, edge: GraphEdge, node: GraphNode, throughPort: string): Graph {
  const without = { ...graph, edges: graph.edges.filter((each) => each.id !== edge.id) };
  const added = connect(addNode(without, node), { ...edge, target: node.id });
  return connect(added, { source: node.id, sourcePort: throughPort, target: edge.target });
}

/** Removes nodes and edges; edges of a removed node go with it. */
export function remove(graph: Graph, ids: { nodes?: Iterable<string>; edges?: Iterable<string> }): Graph {
  const nodes = new Set(ids.nodes ?? []);
  const edges = new Set(ids.edges ?? []);
  return {
    ...graph,
    nodes: graph.nodes.filter((node) => !nodes.has(node.id)),
    edges: graph.edges.filter(
      (edge) => !edges.has(edge.id) && !nodes.has(edge.source) && !nodes.has(edge.target),
    ),
  };
}

export function changeNode(graph: Graph, id: string, change: Partial<Omit<GraphNode, "id" | "type">>): Graph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === id ? { ...node, ...change } : node)) };
}

export function changeEdge(graph: Graph, id: string, change: Partial<Pick<GraphEdge, "dontWait">>): Graph {
  return { ...graph, edges: graph.edges.map((edge) => (edge.id === id ? { ...edge, ...change } : edge)) };
}

/** What is left empty is no limit. */
export function setLimits(graph: Graph, { runs, perField }: RunLimits): Graph {
  const { limits: _, ...rest } = graph;
  if (runs === undefined && perField === undefined) return rest;
  return { ...rest, limits: { ...(runs !== undefined && { runs }), ...(perField && { perField }) } };
}

export function moveNodes(graph: Graph, positions: ReadonlyMap<string, { x: number; y: number }>): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((node) => ({ ...node, position: positions.get(node.id) ?? node.position })),
  };
}

/**
 * Adds copied nodes with fresh ids, moved aside; edges among them come along, references among them follow
 * the new ids, references to anything else stay.
 */
export function paste(
  graph: Graph,
  copied: Graph,
  offset: { x: number; y: number },
): { graph: Graph; pasted: string[] } {
  const ids = new Map<string, string>();
  let next = graph;
  for (const node of copied.nodes) {
    const id = freshNodeId(next, node.type);
    ids.set(node.id, id);
    next = addNode(next, {
      ...node,
      id,
      position: { x: node.position.x + offset.x, y: node.position.y + offset.y },
    });
  }
  const pasted = new Set(ids.values());
  next = {
    ...next,
    nodes: next.nodes.map((node) =>
      pasted.has(node.id) ? { ...node, config: renameReferences(node.config, ids) } : node,
    ),
  };
  for (const edge of copied.edges) {
    const source = ids.get(edge.source);
    const target = ids.get(edge.target);
    if (source && target) next = connect(next, { ...edge, source, target });
  }
  return { graph: next, pasted: [...pasted] };
}

function renameReferences<T>(config: T, ids: ReadonlyMap<string, string>): T {
  const walk = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([key, inner]) => [key, walk(inner)] as const);
    const copy = Object.fromEntries(entries);
    const isReference = typeof copy.from === "string" && Array.isArray(copy.path);
    return isReference ? { ...copy, from: ids.get(copy.from as string) ?? copy.from } : copy;
  };
  return walk(config) as T;
}
