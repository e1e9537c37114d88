import type { Catalog } from "@/workflow/nodes/define";
import { eventFields } from "./ancestors";
import { type Definitions, definitionIn } from "./definitions";
import { STEPS_A_LONG_NODE, STEPS_A_RUN } from "./engine-steps";
import { bodiesOf, loopOfEach } from "./loops";
import { error, type Problem, warning } from "./problems";
import type { Graph, GraphNode } from "./schema";

const MOST_NODES = 200;
const MOST_EDGES = 600;

/** How much a drawing may hold, and how much one run of it may come to. */
export function checkLimits(graph: Graph, catalog: Catalog, definitions: Definitions): Problem[] {
  const problems: Problem[] = [];
  if (graph.nodes.length > MOST_NODES) {
    problems.push(error(`A workflow has at most ${MOST_NODES} nodes. Split this one into several.`));
  }
  if (graph.edges.length > MOST_EDGES) {
    problems.push(error(`A workflow has at most ${MOST_EDGES} lines. Split this one into several.`));
  }
  return [...problems, ...checkSteps(graph, definitions), ...checkRunLimits(graph, catalog, definitions)];
}

/** An engine ends a run that comes to too many steps; what a loop does per item is a run of its own. */
function checkSteps(graph: Graph, definitions: Definitions): Problem[] {
  const loopOf = loopOfEach(bodiesOf(graph, definitions));
  const isLong = ({ type }: GraphNode) =>
    !["pure", "trigger", "note"].includes(definitionIn(definitions, type)?.behaviour ?? "note");
  const steps = new Map<string | undefined, number>();
  for (const node of graph.nodes) {
    const loop = loopOf.get(node.id);
    steps.set(loop, (steps.get(loop) ?? 0) + (isLong(node) ? STEPS_A_LONG_NODE : 1));
  }
  return [...steps].flatMap(([loop, count]) =>
    count <= STEPS_A_RUN
      ? []
      : error(
          `One run of this may come to ${count} steps, and an engine allows about ${STEPS_A_RUN}. Split the workflow, or start another one for a part of it.`,
          loop === undefined ? {} : { nodeId: loop },
        ),
  );
}

/** An event without the field counts with all others that have none, which is rarely meant. */
function checkRunLimits(graph: Graph, catalog: Catalog, definitions: Definitions): Problem[] {
  const field = graph.limits?.perField?.field;
  if (field === undefined) return [];
  if (eventFields(graph, catalog, definitions).some(({ key }) => key === field)) return [];
  return [
    warning(
      `Runs are limited per “${field}”, which no trigger expects. Choose another field in “Runs at once”.`,
    ),
  ];
}
