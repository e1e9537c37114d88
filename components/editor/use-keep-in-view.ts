"use client";
import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";
import { NODE_HEIGHT, NODE_WIDTH } from "@/components/canvas/card-size";
import { NODE_PANEL } from "./node-panel";

const MARGIN = 24;

/**
 * Moves the drawing as little as it takes to show the open node beside its panel: a node just added behind the
 * last one would otherwise lie out of sight.
 */
export function useKeepInView(openNode: string | null): void {
  const flow = useReactFlow();
  useEffect(() => {
    const node = openNode === null ? undefined : flow.getInternalNode(openNode);
    const canvas = document.querySelector(".react-flow")?.getBoundingClientRect();
    if (!node || !canvas) return;
    const zoom = flow.getZoom();
    const { x, y } = flow.flowToScreenPosition(node.internals.positionAbsolute);
    const width = (node.measured.width ?? NODE_WIDTH) * zoom;
    const height = (node.measured.height ?? NODE_HEIGHT) * zoom;
    const right = document.getElementById(NODE_PANEL)?.getBoundingClientRect().left ?? canvas.right;
    // On a phone the panel covers the drawing.
    if (right - canvas.left < width) return;
    const dx = shift(x, x + width, canvas.left, right);
    const dy = shift(y, y + height, canvas.top, canvas.bottom);
    if (dx === 0 && dy === 0) return;
    const viewport = flow.getViewport();
    void flow.setViewport({ ...viewport, x: viewport.x + dx, y: viewport.y + dy }, { duration: 120 });
  }, [openNode, flow]);
}

/** How far a stretch has to move to lie within another, with a margin. */
function shift(start: number, end: number, from: number, to: number): number {
  if (start < from + MARGIN) return from + MARGIN - start;
  if (end > to - MARGIN) return to - MARGIN - end;
  return 0;
}
