import type { Graph } from "@/workflow/graph/schema";
import { definitionOf } from "@/workflow/nodes/definitions";
import type { Lane } from "@/workflow/stages";

/** The shape of a drawing as the list shows it: the lanes of its nodes, from the trigger on. Notes are left out. */
export function stagesOf(graph: Graph): Lane[] {
  return [...graph.nodes]
    .sort((a, b) => a.position.x - b.position.x || a.position.y - b.position.y)
    .flatMap((node) => {
      const definition = definitionOf(node.type);
      return definition && definition.behaviour !== "note" ? [definition.lane] : [];
    });
}
