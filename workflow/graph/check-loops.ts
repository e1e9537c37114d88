import type { Catalog } from "@/workflow/nodes/define";
import { EACH_ITEM } from "@/workflow/nodes/loops";
import { referencesOf } from "@/workflow/nodes/read-config";
import { plainLabel } from "@/workflow/nodes/words";
import { listField } from "./ancestors";
import { type Definitions, definitionIn } from "./definitions";
import { bodiesOf } from "./loops";
import { error, type Problem, warning } from "./problems";
import type { Graph, GraphNode } from "./schema";

/** What is done for each item stands by itself: no loop in it, no line into it but the loop's own. */
export function checkLoops(graph: Graph, catalog: Catalog, definitions: Definitions): Problem[] {
  const bodies = bodiesOf(graph, definitions);
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const nameOf = (id: string) => nameIn(nodes.get(id), definitions);
  return [...bodies].flatMap(([loopId, body]) => {
    const loop = nodes.get(loopId);
    // A loop that leads back to itself is told as a circle.
    if (!loop || body.has(loopId)) return [];
    const nested = [...body].filter((id) => bodies.has(id));
    const strays = graph.edges.filter(
      ({ source, sourcePort, target }) =>
        body.has(target) &&
        !body.has(source) &&
        nodes.has(source) &&
        !(source === loopId && sourcePort === EACH_ITEM),
    );
    return [
      ...nested.map((id) =>
        error(
          `“${nameOf(id)}” stands within “${nameOf(loopId)}”: one “for each” within another is not possible. Put it into a workflow of its own, or behind the other.`,
          { nodeId: id },
        ),
      ),
      ...strays.map(({ id, source, target }) =>
        error(
          `“${nameOf(target)}” is done for each item of “${nameOf(loopId)}”, but this line comes from “${nameOf(source)}”, which is not. Delete the line, or lead on from “When all are done” of “${nameOf(loopId)}”.`,
          { edgeId: id },
        ),
      ),
      ...(body.size === 0
        ? [
            warning(
              `“${nameOf(loopId)}” does nothing for each item yet. Draw a line from “For each item” to what should be done.`,
              { nodeId: loopId },
            ),
          ]
        : []),
      ...checkList(graph, loop, catalog, definitions),
    ];
  });
}

function checkList(graph: Graph, loop: GraphNode, catalog: Catalog, definitions: Definitions): Problem[] {
  const definition = definitionIn(definitions, loop.type);
  const [list] = definition ? referencesOf(definition, loop.config) : [];
  if (!list) return [];
  const field = listField(graph, loop.id, list, catalog, definitions);
  if (!field || field.type === "list") return [];
  return [
    error(`“${plainLabel(list)}” is not a list. Choose the list to go through.`, {
      nodeId: loop.id,
      path: ["list"],
    }),
  ];
}

function nameIn(node: GraphNode | undefined, definitions: Definitions): string {
  return node?.name || (node && definitionIn(definitions, node.type)?.label) || "For each";
}
