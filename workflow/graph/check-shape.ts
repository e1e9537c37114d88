import type { NodeDefinition } from "@/workflow/nodes/define";
import { CONFIRMED, UNHAPPY_PORTS } from "@/workflow/nodes/outcomes";
import { portsOf } from "@/workflow/nodes/read-config";
import { type Definitions, definitionIn } from "./definitions";
import { inOrder, reachable } from "./order";
import { error, type Problem, warning } from "./problems";
import type { Graph, GraphEdge, GraphNode } from "./schema";

/** Steps that start at once are planned at once; beyond this an engine slows down for everybody. */
const MOST_FROM_ONE_PORT = 50;

type Known = { node: GraphNode; definition: NodeDefinition; name: string };

/** Nodes and lines by themselves: ids, ends, ports, circles, what leads nowhere. */
export function checkShape(graph: Graph, definitions: Definitions): Problem[] {
  const known = new Map<string, Known>();
  for (const node of graph.nodes) {
    const definition = definitionIn(definitions, node.type);
    if (definition) known.set(node.id, { node, definition, name: node.name || definition.label });
  }
  return [
    ...checkNodes(graph, definitions),
    ...checkOnce(known),
    ...checkEdges(graph, known),
    ...checkCircles(graph, known),
    ...checkReach(graph, known),
    ...checkPorts(graph, known),
  ];
}

function checkNodes(graph: Graph, definitions: Definitions): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { id, type, name } of graph.nodes) {
    if (seen.has(id))
      problems.push(error(`Two nodes have the id “${id}”. Delete one and draw it anew.`, { nodeId: id }));
    seen.add(id);
    if (id === "event") {
      problems.push(error("A node cannot have the id “event”. Delete it and draw it anew.", { nodeId: id }));
    }
    if (!definitionIn(definitions, type)) {
      problems.push(
        error(`“${name || id}” is of a kind that is not known here (${type}). Delete it.`, { nodeId: id }),
      );
    }
  }
  return problems;
}

function checkOnce(known: ReadonlyMap<string, Known>): Problem[] {
  const once = [...known.values()].filter(({ definition }) => definition.atMostOnce);
  return once
    .filter(({ definition }, index) => once.findIndex((each) => each.definition === definition) !== index)
    .map(({ node, definition: { label } }) =>
      error(`A workflow has “${label}” once at most. Delete one of them.`, { nodeId: node.id }),
    );
}

function checkEdges(graph: Graph, known: ReadonlyMap<string, Known>): Problem[] {
  const nodeIds = new Set(graph.nodes.map(({ id }) => id));
  const ids = new Set<string>();
  const ways = new Set<string>();
  return graph.edges.flatMap((edge) => {
    const way = JSON.stringify([edge.source, edge.sourcePort, edge.target]);
    const twice = ids.has(edge.id) || ways.has(way);
    ids.add(edge.id);
    ways.add(way);
    const at = { edgeId: edge.id };
    if (!nodeIds.has(edge.source) || !nodeIds.has(edge.target)) {
      return error("This line leads from or to a node that no longer exists. Delete it.", at);
    }
    if (twice) return error("This line is drawn twice. Delete one of the two.", at);
    return checkEnds(edge, known.get(edge.source), known.get(edge.target));
  });
}

function checkEnds(edge: GraphEdge, source: Known | undefined, target: Known | undefined): Problem[] {
  // An unknown type is told once, at its node.
  if (!source || !target) return [];
  const at = { edgeId: edge.id };
  if (target.definition.behaviour === "trigger") {
    return [
      error(`No line may lead into the trigger “${target.name}”: it starts a run. Delete the line.`, at),
    ];
  }
  if (source.definition.behaviour === "note" || target.definition.behaviour === "note") {
    return [error("A note takes no part in the flow. Delete the line.", at)];
  }
  if (!portsOf(source.definition, source.node.config).some(({ id }) => id === edge.sourcePort)) {
    return [
      error(`“${source.name}” no longer has the way out this line starts from. Draw it from another.`, at),
    ];
  }
  if (edge.dontWait && (source.definition.behaviour !== "effect" || edge.sourcePort !== CONFIRMED)) {
    return [
      error("Only a line out of an action's “Confirmed” can go on without waiting. Let this one wait.", at),
    ];
  }
  return [];
}

function checkCircles(graph: Graph, known: ReadonlyMap<string, Known>): Problem[] {
  const sources = listBy(graph.edges, ({ target }) => target);
  const { cyclic } = inOrder(
    graph.nodes.map(({ id }) => id),
    (id) => (sources.get(id) ?? []).map(({ source }) => source),
  );
  const targets = listBy(graph.edges, ({ source }) => source);
  // What merely follows a circle is not part of it.
  return cyclic
    .filter((id) =>
      reachable([id], (each) => (targets.get(each) ?? []).map(({ target }) => target)).includes(id),
    )
    .map((id) =>
      error(
        `“${known.get(id)?.name ?? id}” leads back to itself. Delete a line so that the flow only goes forward.`,
        {
          nodeId: id,
        },
      ),
    );
}

function checkReach(graph: Graph, known: ReadonlyMap<string, Known>): Problem[] {
  const targets = listBy(graph.edges, ({ source }) => source);
  const triggers = [...known.values()].filter(({ definition }) => definition.behaviour === "trigger");
  if (triggers.length === 0) return [];
  const starts = triggers.map(({ node }) => node.id);
  const reached = new Set(reachable(starts, (id) => (targets.get(id) ?? []).map(({ target }) => target)));
  return [...known.values()]
    .filter(
      ({ definition: { behaviour }, node }) =>
        behaviour !== "note" && behaviour !== "trigger" && !reached.has(node.id),
    )
    .map(({ node, name }) =>
      error(`Nothing leads to “${name}”, so it would never run. Draw a line to it or delete it.`, {
        nodeId: node.id,
      }),
    );
}

function checkPorts(graph: Graph, known: ReadonlyMap<string, Known>): Problem[] {
  const outgoing = listBy(graph.edges, ({ source }) => source);
  return [...known.values()].flatMap(({ node, definition, name }) => {
    const out = outgoing.get(node.id) ?? [];
    const ports = portsOf(definition, node.config);
    const crowded = ports.filter(
      ({ id }) => out.filter((edge) => edge.sourcePort === id).length > MOST_FROM_ONE_PORT,
    );
    const open = ports.filter(
      ({ id }) => UNHAPPY_PORTS.has(id) && !out.some((edge) => edge.sourcePort === id),
    );
    return [
      ...crowded.map(({ label }) =>
        error(`More than ${MOST_FROM_ONE_PORT} lines leave “${label}” of “${name}”. Split the workflow.`, {
          nodeId: node.id,
        }),
      ),
      ...open.map(({ label }) =>
        warning(
          `“${label}” of “${name}” leads nowhere: there the run just ends. Draw what should happen then.`,
          {
            nodeId: node.id,
          },
        ),
      ),
    ];
  });
}

function listBy(edges: readonly GraphEdge[], key: (edge: GraphEdge) => string): Map<string, GraphEdge[]> {
  const lists = new Map<string, GraphEdge[]>();
  for (const edge of edges) {
    const list = lists.get(key(edge));
    if (list) list.push(edge);
    else lists.set(key(edge), [edge]);
  }
  return lists;
}
