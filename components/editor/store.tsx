"use client";
import { createContext, type ReactNode, useContext, useState } from "react";
import { createStore, type StoreApi, useStore } from "zustand";
import type { Graph, GraphEdge, GraphNode } from "@/workflow/graph/schema";
import * as edits from "./edits";
import { type History, record, redo, startHistory, undo } from "./history";

/** Where the palette was opened from: what a chosen node is put in front of, behind, or onto. */
export type PaletteOrigin =
  | { kind: "canvas"; position?: { x: number; y: number } }
  | { kind: "edge"; edge: GraphEdge }
  | { kind: "port"; source: string; sourcePort: string; position?: { x: number; y: number } };

export type SaveState = "saved" | "unsaved" | "saving" | "failed" | "conflict";

export type EditorState = {
  workflowId: string;
  /** May this person change the drawing? */
  editable: boolean;
  history: History<Graph>;
  /** The revision of the stored draft that the document was last read or saved at. */
  revision: number;
  saveState: SaveState;
  selectedNodes: ReadonlySet<string>;
  selectedEdges: ReadonlySet<string>;
  openNode: string | null;
  palette: PaletteOrigin | null;
  /** The node from which a line is being drawn by keyboard. */
  connectFrom: string | null;
  clipboard: Graph | null;

  change(graph: Graph, burst?: string): void;
  undo(): void;
  redo(): void;
  /** Replaces the document by what is stored, e.g. after a conflict or a restored version. */
  load(graph: Graph, revision: number): void;
  setSaveState(state: SaveState, revision?: number): void;
  select(nodes: Iterable<string>, edges?: Iterable<string>): void;
  open(nodeId: string | null): void;
  showPalette(origin: PaletteOrigin | null): void;
  connectNode(nodeId: string | null): void;
  add(node: Omit<GraphNode, "id">, origin: PaletteOrigin, throughPort: string | undefined): void;
  removeSelected(): void;
  copySelected(): Graph | null;
  paste(graph: Graph): void;
};

export type EditorStore = StoreApi<EditorState>;

function createEditorStore(initial: {
  workflowId: string;
  graph: Graph;
  revision: number;
  editable: boolean;
}): EditorStore {
  return createStore<EditorState>((set, get) => {
    const graph = () => get().history.present;
    const apply = (history: History<Graph>) => {
      if (!get().editable || history === get().history) return;
      const { saveState } = get();
      // A save under way notices by itself that the document went on; a conflict waits for its person.
      set({ history, saveState: saveState === "saving" || saveState === "conflict" ? saveState : "unsaved" });
    };
    return {
      workflowId: initial.workflowId,
      editable: initial.editable,
      history: startHistory(initial.graph),
      revision: initial.revision,
      saveState: "saved",
      selectedNodes: new Set(),
      selectedEdges: new Set(),
      openNode: null,
      palette: null,
      connectFrom: null,
      clipboard: null,

      change: (next, burst) => apply(record(get().history, next, burst)),
      undo: () => apply(undo(get().history)),
      redo: () => apply(redo(get().history)),
      load: (next, revision) =>
        set({
          history: record(get().history, next),
          revision,
          saveState: "saved",
          openNode: null,
          selectedNodes: new Set(),
        }),
      setSaveState: (saveState, revision = get().revision) => set({ saveState, revision }),
      select: (nodes, edges = []) => set({ selectedNodes: new Set(nodes), selectedEdges: new Set(edges) }),
      open: (openNode) =>
        set({
          openNode,
          ...(openNode ? { selectedNodes: new Set([openNode]), selectedEdges: new Set<string>() } : {}),
        }),
      showPalette: (palette) => set({ palette }),
      connectNode: (connectFrom) => set({ connectFrom }),

      add(node, origin, throughPort) {
        const id = edits.freshNodeId(graph(), node.type);
        const created = { ...node, id };
        let next: Graph;
        if (origin.kind === "edge") {
          next = throughPort
            ? edits.insertOnEdge(graph(), origin.edge, created, throughPort)
            : edits.addNode(graph(), created);
        } else {
          next = edits.addNode(graph(), created);
          if (origin.kind === "port")
            next = edits.connect(next, { source: origin.source, sourcePort: origin.sourcePort, target: id });
        }
        get().change(next);
        set({ palette: null });
        get().open(id);
      },
      removeSelected() {
        const { selectedNodes, selectedEdges, openNode } = get();
        get().change(edits.remove(graph(), { nodes: selectedNodes, edges: selectedEdges }));
        set({
          selectedNodes: new Set(),
          selectedEdges: new Set(),
          openNode: openNode && selectedNodes.has(openNode) ? null : openNode,
        });
      },
      copySelected() {
        const { selectedNodes } = get();
        if (selectedNodes.size === 0) return null;
        const clipboard: Graph = {
          nodes: graph().nodes.filter((node) => selectedNodes.has(node.id)),
          edges: graph().edges.filter(
            (edge) => selectedNodes.has(edge.source) && selectedNodes.has(edge.target),
          ),
        };
        set({ clipboard });
        return clipboard;
      },
      paste(copied) {
        const { graph: next, pasted } = edits.paste(graph(), copied, { x: 48, y: 48 });
        get().change(next);
        get().select(pasted);
      },
    };
  });
}

const EditorContext = createContext<EditorStore | null>(null);

/** Gives one editor its own store; keyed by workflow, so that switching workflows starts afresh. */
export function EditorProvider(props: {
  workflowId: string;
  graph: Graph;
  revision: number;
  editable: boolean;
  children: ReactNode;
}) {
  const [store] = useState(() => createEditorStore(props));
  return <EditorContext value={store}>{props.children}</EditorContext>;
}

/** The store itself, for event handlers that must read the newest state. */
export function useEditorStore(): EditorStore {
  const store = useContext(EditorContext);
  if (!store) throw new Error("The editor's parts only work inside an EditorProvider.");
  return store;
}

export function useEditor<T>(selector: (state: EditorState) => T): T {
  return useStore(useEditorStore(), selector);
}

/** The document being drawn. */
export function useGraph(): Graph {
  return useEditor((state) => state.history.present);
}
