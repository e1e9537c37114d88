import { NODE_HEIGHT, NODE_WIDTH } from "@/components/canvas/card-size";
import type { Graph } from "@/workflow/graph/schema";

/**
 * Tidy positions for all nodes: left to right in the order things happen, crossings kept few. The layout
 * engine is large, so it is loaded when first asked for.
 */
export async function tidyPositions(graph: Graph): Promise<Map<string, { x: number; y: number }>> {
  const { default: Elk } = await import("elkjs/lib/elk.bundled.js");
  const laid = await new Elk().layout({
    id: "root",
    layoutOptions: {
      "elk.algorithm": "layered",
      "elk.direction": "RIGHT",
      "elk.layered.spacing.nodeNodeBetweenLayers": "88",
      "elk.spacing.nodeNode": "40",
      "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
      "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
    },
    children: graph.nodes.map((node) => ({ id: node.id, width: NODE_WIDTH, height: NODE_HEIGHT })),
    edges: graph.edges.map((edge) => ({ id: edge.id, sources: [edge.source], targets: [edge.target] })),
  });
  const snap = (value = 0) => Math.round(value / 8) * 8;
  return new Map((laid.children ?? []).map((child) => [child.id, { x: snap(child.x), y: snap(child.y) }]));
}
