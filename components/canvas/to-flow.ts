import type { Graph } from "@/workflow/graph/schema";
import type { Catalog } from "@/workflow/nodes/define";
import { definitionOf } from "@/workflow/nodes/definitions";
import { NODE_HEIGHT, NODE_WIDTH } from "./card-size";
import type { CardData, CardNode, OutcomeEdge } from "./model";

/** What is known beyond the drawing about its nodes and edges: problems while drawing, events in a run. */
export type Overlay = {
  node?: (id: string) => Partial<CardData> | undefined;
  edge?: (id: string) => { taken?: boolean; dead?: boolean } | undefined;
  onInsert?: (edgeId: string) => void;
};

/** Turns a document into what the canvas draws. */
export function toFlow(
  graph: Graph,
  catalog: Catalog,
  options: {
    editable: boolean;
    selectedNodes: ReadonlySet<string>;
    selectedEdges: ReadonlySet<string>;
    overlay?: Overlay;
  },
): { nodes: CardNode[]; edges: OutcomeEdge[] } {
  const { editable, overlay = {} } = options;
  const portLabels = new Map<string, string>();
  const names = new Map<string, string>();
  const nodes = graph.nodes.map((node): CardNode => {
    const card = describeNode(node.type, node.config, catalog);
    names.set(node.id, node.name || card.typeLabel);
    for (const port of card.ports) portLabels.set(`${node.id}/${port.id}`, port.label);
    return {
      id: node.id,
      type: "card",
      position: node.position,
      // Before the browser has measured a card, and for the overview map, which only sees these.
      initialWidth: NODE_WIDTH,
      initialHeight: NODE_HEIGHT,
      selected: options.selectedNodes.has(node.id),
      draggable: editable,
      connectable: editable,
      ariaLabel: `${node.name || card.typeLabel}: ${card.summary}`,
      data: { ...card, name: node.name, editable, ...overlay.node?.(node.id) },
    };
  });
  const edges = graph.edges.map((edge): OutcomeEdge => {
    const label = portLabels.get(`${edge.source}/${edge.sourcePort}`) ?? edge.sourcePort;
    return {
      id: edge.id,
      type: "outcome",
      ariaLabel: `Line from “${names.get(edge.source)}” by “${label}” to “${names.get(edge.target)}”`,
      source: edge.source,
      sourceHandle: edge.sourcePort,
      target: edge.target,
      selected: options.selectedEdges.has(edge.id),
      data: {
        label,
        dontWait: edge.dontWait ?? false,
        editable,
        onInsert: overlay.onInsert && (() => overlay.onInsert?.(edge.id)),
        ...overlay.edge?.(edge.id),
      },
    };
  });
  return { nodes, edges };
}

type Described = Pick<
  CardData,
  "typeLabel" | "icon" | "lane" | "summary" | "ports" | "startsHere" | "isNote"
>;

/** A node's card by its definition; unfinished settings and unknown types still show something true. */
function describeNode(type: string, config: unknown, catalog: Catalog): Described {
  const definition = definitionOf(type);
  if (!definition) {
    return {
      typeLabel: type,
      icon: "circle-help",
      lane: "flow",
      summary: "This kind of node is not known here.",
      ports: [],
      startsHere: false,
      isNote: false,
    };
  }
  const whole = { ...(definition.defaults() as object), ...(config as object) };
  const parsed = definition.config.safeParse(whole);
  const usable = parsed.success ? parsed.data : whole;
  return {
    typeLabel: definition.label,
    icon: definition.icon,
    lane: definition.lane,
    summary: parsed.success ? definition.summary(parsed.data, catalog) : "Not set up yet",
    ports: tryPorts(() => definition.ports(usable)),
    startsHere: definition.behaviour === "trigger" || definition.behaviour === "note",
    isNote: definition.behaviour === "note",
  };
}

/** Ports of unfinished settings: where they cannot be told yet, there are none. */
function tryPorts(ports: () => CardData["ports"]): CardData["ports"] {
  try {
    return ports();
  } catch {
    return [];
  }
}
