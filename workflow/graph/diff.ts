import type { Graph, GraphEdge, GraphNode } from "./schema";

export type NodeChange = {
  before: GraphNode;
  after: GraphNode;
  what: ("type" | "name" | "settings" | "join")[];
};

export type GraphDiff = {
  nodes: {
    added: GraphNode[];
    removed: GraphNode[];
    changed: NodeChange[];
    /** Ids of nodes that merely stand elsewhere. */
    moved: string[];
  };
  /** How many runs go on at once differs. */
  limits: boolean;
  edges: { added: GraphEdge[]; removed: GraphEdge[]; changed: { before: GraphEdge; after: GraphEdge }[] };
};

/** What differs between two documents, by id. Moving a node changes no meaning, so it stands apart. */
export function diffGraphs(before: Graph, after: Graph): GraphDiff {
  const nodes = pairUp(before.nodes, after.nodes);
  const edges = pairUp(before.edges, after.edges);
  const changed = nodes.kept.flatMap(([old, now]): NodeChange[] => {
    const what = differences(old, now);
    return what.length > 0 ? [{ before: old, after: now, what }] : [];
  });
  const moved = nodes.kept.filter(([old, now]) => !same(old.position, now.position)).map(([old]) => old.id);
  return {
    limits: !same(before.limits ?? {}, after.limits ?? {}),
    nodes: { added: nodes.added, removed: nodes.removed, changed, moved },
    edges: {
      added: edges.added,
      removed: edges.removed,
      changed: edges.kept
        .filter(
          ([old, now]) => !same({ ...old, dontWait: !!old.dontWait }, { ...now, dontWait: !!now.dontWait }),
        )
        .map(([old, now]) => ({ before: old, after: now })),
    },
  };
}

function differences(before: GraphNode, after: GraphNode): NodeChange["what"] {
  const what: NodeChange["what"] = [];
  if (before.type !== after.type) what.push("type");
  if (before.name !== after.name) what.push("name");
  if (!same(before.config, after.config)) what.push("settings");
  if (before.join !== after.join) what.push("join");
  return what;
}

function pairUp<T extends { id: string }>(before: readonly T[], after: readonly T[]) {
  const old = new Map(before.map((each) => [each.id, each]));
  const now = new Map(after.map((each) => [each.id, each]));
  return {
    added: [...now.values()].filter(({ id }) => !old.has(id)),
    removed: [...old.values()].filter(({ id }) => !now.has(id)),
    kept: [...old.values()].flatMap((each): [T, T][] => {
      const other = now.get(each.id);
      return other ? [[each, other]] : [];
    }),
  };
}

/** Equal as JSON; the order of an object's keys and keys without a value do not count. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => same(item, b[index]));
  }
  const left = new Map(Object.entries(a).filter(([, value]) => value !== undefined));
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return (
    left.size === right.size &&
    [...left].every(([key, value]) => right.has(key) && same(value, right.get(key)))
  );
}
