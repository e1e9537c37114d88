"use client";
import "@xyflow/react/dist/style.css";
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  Controls,
  type EdgeChange,
  MiniMap,
  type NodeChange,
  ReactFlow,
  useReactFlow,
} from "@xyflow/react";
import { useCallback, useMemo, useRef, useState } from "react";
import { CanvasActionsProvider } from "@/components/canvas/actions";
import { LaneHeads } from "@/components/canvas/lane-heads";
import type { CardNode, OutcomeEdge as OutcomeEdgeType } from "@/components/canvas/model";
import { NodeCard } from "@/components/canvas/node-card";
import { OutcomeEdge } from "@/components/canvas/outcome-edge";
import { showReadable } from "@/components/canvas/show-readable";
import { toFlow } from "@/components/canvas/to-flow";
import { useMeasured } from "@/components/canvas/use-measured";
import type { Problem } from "@/workflow/graph/validate";
import type { Catalog } from "@/workflow/nodes/define";
import { definitionOf } from "@/workflow/nodes/definitions";
import { EdgeBar } from "./edge-bar";
import { connect, moveNodes } from "./edits";
import { type MenuPlace, NodeMenu } from "./node-menu";
import { NODE_MIME } from "./palette";
import { useEditor, useEditorStore, useGraph } from "./store";
import { useKeepInView } from "./use-keep-in-view";

const NODE_TYPES = { card: NodeCard };
const EDGE_TYPES = { outcome: OutcomeEdge };
const NO_NODES: ReadonlyMap<string, { x: number; y: number }> = new Map();

/** The drawing surface. The document lives in the store; while a drag is under way, positions live here. */
export function EditorCanvas({ catalog, problems }: { catalog: Catalog; problems: readonly Problem[] }) {
  const store = useEditorStore();
  const graph = useGraph();
  const editable = useEditor((state) => state.editable);
  const selectedNodes = useEditor((state) => state.selectedNodes);
  const selectedEdges = useEditor((state) => state.selectedEdges);
  const flow = useReactFlow();
  useKeepInView(useEditor((state) => state.openNode));
  const [dragged, setDragged] = useState(NO_NODES);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const connecting = useRef<{ source: string; sourcePort: string } | null>(null);

  const { nodes, edges } = useMemo(() => {
    const shown = dragged.size > 0 ? moveNodes(graph, dragged) : graph;
    const problemOf = new Map<string, Problem>();
    for (const problem of problems) {
      if (problem.nodeId && problemOf.get(problem.nodeId)?.severity !== "error")
        problemOf.set(problem.nodeId, problem);
    }
    return toFlow(shown, catalog, {
      editable,
      selectedNodes,
      selectedEdges,
      overlay: {
        node: (id) => ({ problem: problemOf.get(id) }),
        onInsert: editable
          ? (edgeId) => {
              const edge = store.getState().history.present.edges.find((each) => each.id === edgeId);
              if (edge) store.getState().showPalette({ kind: "edge", edge });
            }
          : undefined,
      },
    });
  }, [graph, dragged, catalog, problems, editable, selectedNodes, selectedEdges, store]);

  const { measured, onMeasured } = useMeasured(nodes);
  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      onMeasured(changes);
      const { selectedNodes: before, selectedEdges: edgesBefore, select, history, change } = store.getState();
      const selection = new Set(before);
      for (const each of changes) {
        if (each.type === "select") each.selected ? selection.add(each.id) : selection.delete(each.id);
      }
      if (changes.some((each) => each.type === "select")) select(selection, edgesBefore);

      const moves = changes.filter((each) => each.type === "position");
      if (moves.length === 0) return;
      const positions = new Map(applyNodeChanges(moves, nodes).map((node) => [node.id, node.position]));
      const moved = new Map(
        moves.flatMap(({ id }) => (positions.has(id) ? [[id, positions.get(id) ?? { x: 0, y: 0 }]] : [])),
      );
      if (moves.some((each) => each.dragging)) setDragged(moved);
      else {
        setDragged(NO_NODES);
        // A click ends a "drag" of no distance; that is no change to undo.
        const really = history.present.nodes.some((node) => {
          const to = moved.get(node.id);
          return to && (to.x !== node.position.x || to.y !== node.position.y);
        });
        if (really) change(moveNodes(history.present, moved));
      }
    },
    [store, nodes, onMeasured],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<OutcomeEdgeType>[]) => {
      const selection = new Set(store.getState().selectedEdges);
      for (const each of changes) {
        if (each.type === "select") each.selected ? selection.add(each.id) : selection.delete(each.id);
      }
      store.getState().select(store.getState().selectedNodes, selection);
    },
    [store],
  );

  const onConnect = useCallback(
    ({ source, sourceHandle, target }: Connection) => {
      const { change, history } = store.getState();
      if (sourceHandle) change(connect(history.present, { source, sourcePort: sourceHandle, target }));
    },
    [store],
  );

  const drop = (event: React.DragEvent) => {
    const definition = definitionOf(event.dataTransfer.getData(NODE_MIME));
    if (!definition || !editable) return;
    event.preventDefault();
    const position = flow.screenToFlowPosition({ x: event.clientX - 120, y: event.clientY - 30 });
    store.getState().add(
      {
        type: definition.type,
        name: definition.label,
        config: { ...(definition.defaults() as object) },
        join: "all",
        position,
      },
      { kind: "canvas" },
      undefined,
    );
  };

  /** Who walks the drawing by Tab selects what they come to; who points, by pointing. */
  const selectFocused = ({ target }: React.FocusEvent) => {
    const id = target.getAttribute("data-id");
    if (!id || !target.matches(":focus-visible")) return;
    if (target.matches(".react-flow__node")) store.getState().select([id]);
    else if (target.matches(".react-flow__edge")) store.getState().select([], [id]);
  };

  const actions = useMemo(
    () => ({
      onAddAfter: (source: string, sourcePort: string) => {
        const node = store.getState().history.present.nodes.find((each) => each.id === source);
        const position = node && { x: node.position.x + 328, y: node.position.y };
        store.getState().showPalette({ kind: "port", source, sourcePort, position });
      },
    }),
    [store],
  );

  return (
    <CanvasActionsProvider value={actions}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only receives what is dragged from the palette */}
      <div
        className="relative h-full min-h-0 flex-1 bg-canvas"
        onDragOver={(event) => event.dataTransfer.types.includes(NODE_MIME) && event.preventDefault()}
        onDrop={drop}
        onFocus={selectFocused}
        data-testid="canvas"
      >
        <LaneHeads />
        <ReactFlow
          nodes={measured}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onConnect={onConnect}
          onConnectStart={(_, { nodeId, handleId, handleType }) => {
            connecting.current =
              nodeId && handleId && handleType === "source" ? { source: nodeId, sourcePort: handleId } : null;
          }}
          onConnectEnd={(event, state) => {
            // A link dropped on blank space asks what should come next.
            const from = connecting.current;
            connecting.current = null;
            if (!from || state.isValid || state.toNode || !(event instanceof MouseEvent)) return;
            const position = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY - 30 });
            store.getState().showPalette({ kind: "port", ...from, position });
          }}
          onNodeDoubleClick={(_, node) => store.getState().open(node.id)}
          onNodeClick={(event, node) => {
            if (!event.shiftKey && !event.metaKey && !event.ctrlKey) store.getState().open(node.id);
          }}
          onPaneClick={() => store.getState().open(null)}
          isValidConnection={(connection) => connection.source !== connection.target}
          nodesDraggable={editable}
          nodesConnectable={editable}
          onNodeContextMenu={(event, { id }) => {
            event.preventDefault();
            store.getState().select([id]);
            setMenu({ nodeId: id, x: event.clientX, y: event.clientY });
          }}
          deleteKeyCode={null}
          // The keys are our own: arrows walk from node to node, and would move them too.
          disableKeyboardA11y
          selectionOnDrag
          panOnDrag={[1, 2]}
          panActivationKeyCode="Space"
          snapToGrid
          snapGrid={[8, 8]}
          minZoom={0.2}
          maxZoom={1.5}
          onInit={(instance) => void showReadable(instance)}
          proOptions={{ hideAttribution: true }}
          colorMode="system"
        >
          <Background variant={BackgroundVariant.Dots} gap={16} size={1} color="var(--color-line-strong)" />
          <MiniMap
            pannable
            zoomable
            className="!bg-panel hidden md:block"
            nodeColor="var(--color-line-strong)"
            maskColor="transparent"
          />
          <EdgeBar />
          <Controls showInteractive={false} className="handoff-controls" />
        </ReactFlow>
        <NodeMenu place={menu} onClose={() => setMenu(null)} />
      </div>
    </CanvasActionsProvider>
  );
}
