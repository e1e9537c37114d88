"use client";
import "@xyflow/react/dist/style.css";
import { useQuery } from "@tanstack/react-query";
import { Background, BackgroundVariant, Controls, ReactFlow, type ReactFlowInstance } from "@xyflow/react";
import { useEffect, useMemo, useState } from "react";
import { useTRPC } from "@/components/api";
import { NODE_HEIGHT, NODE_WIDTH } from "@/components/canvas/card-size";
import { LaneHeads } from "@/components/canvas/lane-heads";
import type { CardNode, OutcomeEdge as Edge } from "@/components/canvas/model";
import { NodeCard } from "@/components/canvas/node-card";
import { OutcomeEdge } from "@/components/canvas/outcome-edge";
import { showReadable } from "@/components/canvas/show-readable";
import { toFlow } from "@/components/canvas/to-flow";
import { useMeasured } from "@/components/canvas/use-measured";
import type { Catalog } from "@/workflow/nodes/define";
import { type RunDetail, runOverlay } from "./run-overlay";

const NODE_TYPES = { card: NodeCard };
const EDGE_TYPES = { outcome: OutcomeEdge };
const NO_EDGES: ReadonlySet<string> = new Set();
const NO_CATALOG: Catalog = { collections: [], connections: [], people: [], workflows: [], arrivals: [] };

/** The drawing that runs, only to be looked at; choosing a node shows what happened there. */
export function RunCanvas(props: {
  run: RunDetail;
  selected: string | null;
  onSelect: (nodeId: string | null) => void;
}) {
  const { run, selected, onSelect } = props;
  const trpc = useTRPC();
  const catalog = useQuery(trpc.workflows.catalog.queryOptions());
  const { nodes, edges } = useMemo(
    () =>
      toFlow(run.document, catalog.data ?? NO_CATALOG, {
        editable: false,
        selectedNodes: new Set(selected === null ? [] : [selected]),
        selectedEdges: NO_EDGES,
        overlay: runOverlay(run),
      }),
    [run, catalog.data, selected],
  );
  const { measured, onMeasured } = useMeasured(nodes);
  const [flow, setFlow] = useState<ReactFlowInstance<CardNode, Edge> | null>(null);
  useEffect(() => {
    if (flow && selected !== null) bringIntoSight(flow, selected);
  }, [flow, selected]);
  return (
    <div className="relative h-full min-h-0 bg-canvas" data-testid="run-canvas">
      <LaneHeads />
      <ReactFlow
        nodes={measured}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={(changes) => {
          onMeasured(changes);
          for (const change of changes) {
            if (change.type === "select" && change.selected) onSelect(change.id);
          }
        }}
        onPaneClick={() => onSelect(null)}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        // The page scrolls past the drawing; Ctrl with the wheel, or the buttons, zoom it.
        zoomOnScroll={false}
        preventScrolling={false}
        minZoom={0.2}
        maxZoom={1.5}
        onInit={(instance) => {
          setFlow(instance);
          void showReadable(instance, whereItStands(run));
        }}
        proOptions={{ hideAttribution: true }}
        colorMode="system"
      >
        <Background variant={BackgroundVariant.Dots} gap={16} size={1} color="var(--color-line-strong)" />
        <Controls showInteractive={false} className="handoff-controls" />
      </ReactFlow>
    </div>
  );
}

/** What a look at the run is for: the nodes that are under way, else the one that came last. */
function whereItStands(run: RunDetail): string[] {
  const open = run.steps.filter((step) => step.state !== "settled").map((step) => step.nodeId);
  return open.length > 0 ? open : run.steps.slice(-1).map((step) => step.nodeId);
}

/** An entry of the timeline leads to its node; what can be seen already does not move. */
function bringIntoSight(flow: ReactFlowInstance<CardNode, Edge>, nodeId: string): void {
  const card = document.querySelector(`.react-flow__node[data-id="${nodeId}"]`)?.getBoundingClientRect();
  const frame = document.querySelector(".react-flow")?.getBoundingClientRect();
  const node = flow.getNode(nodeId);
  if (!card || !frame || !node) return;
  const seen =
    card.left >= frame.left &&
    card.right <= frame.right &&
    card.top >= frame.top &&
    card.bottom <= frame.bottom;
  if (seen) return;
  const { x, y } = node.position;
  void flow.setCenter(x + NODE_WIDTH / 2, y + NODE_HEIGHT / 2, { zoom: flow.getZoom(), duration: 120 });
}
