import type { ReactFlowInstance } from "@xyflow/react";
import { NODE_HEIGHT, NODE_WIDTH } from "./card-size";
import type { CardNode, OutcomeEdge } from "./model";

/** The smallest size at which a card can still be read. */
const READABLE = 0.62;
const MARGIN = 40;

/**
 * Shows everything, where that can be read; else as small as can be read, with `focus` in the middle, or from
 * the beginning where nothing is in focus.
 */
export async function showReadable(
  flow: ReactFlowInstance<CardNode, OutcomeEdge>,
  focus: readonly string[] = [],
): Promise<void> {
  await flow.fitView({ padding: 0.14, maxZoom: 1 });
  const nodes = flow.getNodes();
  if (flow.getZoom() >= READABLE || nodes.length === 0) return;
  const meant = nodes.filter((node) => focus.includes(node.id));
  if (meant.length > 0) {
    const { x, y } = middleOf(meant);
    await flow.setCenter(x + NODE_WIDTH / 2, y + NODE_HEIGHT / 2, { zoom: READABLE });
    return;
  }
  const left = Math.min(...nodes.map((node) => node.position.x));
  const first = nodes.filter((node) => node.position.x < left + NODE_WIDTH);
  const height = document.querySelector(".react-flow")?.clientHeight ?? 600;
  await flow.setViewport({
    x: MARGIN - left * READABLE,
    y: height / 2 - (middleOf(first).y + NODE_HEIGHT / 2) * READABLE,
    zoom: READABLE,
  });
}

function middleOf(nodes: readonly CardNode[]): { x: number; y: number } {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { x: mean(nodes.map((node) => node.position.x)), y: mean(nodes.map((node) => node.position.y)) };
}
