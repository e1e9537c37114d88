import { EACH_ITEM } from "@/workflow/nodes/loops";
import { type Definitions, definitionIn } from "./definitions";
import { reachable } from "./order";
import type { Graph } from "./schema";

/** What each loop does per item: every node that lines lead to from its way out `EACH_ITEM`, by the loop's id. */
export function bodiesOf(graph: Graph, definitions: Definitions): Map<string, ReadonlySet<string>> {
  const loops = graph.nodes.filter(({ type }) => definitionIn(definitions, type)?.behaviour === "loop");
  if (loops.length === 0) return new Map();
  const next = new Map<string, string[]>();
  for (const { source, target } of graph.edges) next.set(source, [...(next.get(source) ?? []), target]);
  return new Map(
    loops.map(({ id }) => {
      const first = graph.edges
        .filter((edge) => edge.source === id && edge.sourcePort === EACH_ITEM)
        .map(({ target }) => target);
      return [id, new Set([...first, ...reachable(first, (each) => next.get(each) ?? [])])];
    }),
  );
}

/** The loop that each node belongs to; of nested ones, which cannot be published, the first drawn. */
export function loopOfEach(bodies: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, string> {
  const owners = new Map<string, string>();
  for (const [loop, body] of bodies) {
    for (const id of body) if (!owners.has(id)) owners.set(id, loop);
  }
  return owners;
}
