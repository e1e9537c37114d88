import type { Catalog } from "@/workflow/nodes/define";
import { checkLimits } from "./check-limits";
import { checkLoops } from "./check-loops";
import { checkReferences } from "./check-references";
import { checkSettings } from "./check-settings";
import { checkShape } from "./check-shape";
import { type Definitions, definitionIn } from "./definitions";
import { error, type Problem, warning } from "./problems";
import type { Graph } from "./schema";

export type { Problem } from "./problems";

/**
 * Everything that keeps a drawing from being published (errors) or deserves a look (warnings), in sentences
 * that say what to do. A drawing without errors compiles into a plan.
 */
export function validate(graph: Graph, catalog: Catalog, definitions: Definitions): Problem[] {
  return [
    ...checkLimits(graph, catalog, definitions),
    ...checkStartAndEnd(graph, definitions),
    ...checkShape(graph, definitions),
    ...graph.nodes.flatMap((node) => checkSettings(node, catalog, definitions)),
    ...checkLoops(graph, catalog, definitions),
    ...checkReferences(graph, catalog, definitions),
  ];
}

function checkStartAndEnd(graph: Graph, definitions: Definitions): Problem[] {
  const behaviours = new Set(graph.nodes.map(({ type }) => definitionIn(definitions, type)?.behaviour));
  if (!behaviours.has("trigger")) {
    return [error("Nothing starts this workflow. Add a trigger, such as a form, a webhook or a schedule.")];
  }
  if (!behaviours.has("effect")) {
    return [warning("This workflow does nothing yet. Add an action that follows from what is decided.")];
  }
  return [];
}
