"use client";
import "@xyflow/react/dist/style.css";
import { useQuery } from "@tanstack/react-query";
import { Background, BackgroundVariant, Controls, ReactFlow } from "@xyflow/react";
import { useMemo } from "react";
import { useTRPC } from "@/components/api";
import { LaneHeads } from "@/components/canvas/lane-heads";
import { NodeCard } from "@/components/canvas/node-card";
import { OutcomeEdge } from "@/components/canvas/outcome-edge";
import { showReadable } from "@/components/canvas/show-readable";
import { toFlow } from "@/components/canvas/to-flow";
import type { Catalog } from "@/workflow/nodes/define";
import { type RunDetail, runOverlay } from "./run-overlay";

const NODE_TYPES = { card: NodeCard };
const EDGE_TYPES = { outcome: OutcomeEdge };
const NO_EDGES: ReadonlySet<string> = new Set();
const NO_CATALOG: Catalog = { collections: [], connections: [], people: [] };

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
  return (
    <div className="relative h-full min-h-0 bg-canvas" data-testid="run-canvas">
      <LaneHeads />
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={(changes) => {
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
        onInit={(instance) => void showReadable(instance, whereItStands(run))}
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
