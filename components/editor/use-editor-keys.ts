"use client";
import { useReactFlow } from "@xyflow/react";
import { useEffect } from "react";
import { toast } from "sonner";
import { isTyping } from "@/components/ui/typing";
import { graphSchema } from "@/workflow/graph/schema";
import { moveNodes } from "./edits";
import { focusNode } from "./focus-node";
import { NODE_PANEL } from "./node-panel";
import { useEditorStore } from "./store";
import { tidyPositions } from "./tidy";

/** The editor's keys, as its users know them from other canvases; shown by "?". */
export const EDITOR_KEYS: { keys: string; does: string }[] = [
  { keys: "N", does: "Add a node" },
  { keys: "C", does: "Connect the selected node to another" },
  { keys: "Enter", does: "Open the selected node" },
  { keys: "Esc", does: "Close the panel" },
  { keys: "Arrows", does: "Walk from node to node" },
  { keys: "Delete", does: "Remove what is selected" },
  { keys: "Ctrl+Z", does: "Undo" },
  { keys: "Ctrl+Shift+Z", does: "Redo" },
  { keys: "Ctrl+C, X, V", does: "Copy, cut, paste nodes (also between tabs)" },
  { keys: "Ctrl+A", does: "Select all" },
  { keys: "Ctrl+Enter", does: "Test run" },
  { keys: "Shift+P", does: "Publish" },
  { keys: "Shift+L", does: "Tidy the layout" },
  { keys: "Shift+S", does: "Add a note" },
  { keys: "1", does: "Fit everything on screen" },
  { keys: "0", does: "Zoom to full size" },
  { keys: "+ / −", does: "Zoom in, out" },
  { keys: "Space and drag", does: "Move the canvas" },
];

type Handlers = { testRun: () => void; publish: () => void; help: () => void };

/** Listens for the editor's keys while nothing is being typed into. */
export function useEditorKeys(handlers: Handlers): void {
  const store = useEditorStore();
  const flow = useReactFlow();

  useEffect(() => {
    const withCommand: Record<string, (event: KeyboardEvent) => void> = {
      z: (event) => (event.shiftKey ? store.getState().redo() : store.getState().undo()),
      y: () => store.getState().redo(),
      a: () => {
        const { nodes, edges } = store.getState().history.present;
        store.getState().select(
          nodes.map((node) => node.id),
          edges.map((edge) => edge.id),
        );
      },
      enter: () => handlers.testRun(),
    };
    const withShift: Record<string, () => void> = {
      p: handlers.publish,
      l: () => void tidy(),
      s: () =>
        store.getState().add(
          {
            type: "note",
            name: "Note",
            config: {},
            join: "all",
            position: flow.screenToFlowPosition({ x: 400, y: 240 }),
          },
          { kind: "canvas" },
          undefined,
        ),
    };
    const plain: Record<string, () => void> = {
      n: () => store.getState().showPalette({ kind: "canvas" }),
      c: () => {
        const [first, another] = store.getState().selectedNodes;
        if (!store.getState().editable) return;
        if (first && !another) store.getState().connectNode(first);
        else toast.info("Select one node first: the arrows walk from node to node.");
      },
      enter: () => {
        const [first] = store.getState().selectedNodes;
        if (!first) return;
        store.getState().open(first);
        requestAnimationFrame(() => document.getElementById(NODE_PANEL)?.focus());
      },
      escape: () => {
        const { openNode, open } = store.getState();
        open(null);
        focusNode(openNode);
      },
      delete: () => store.getState().removeSelected(),
      backspace: () => store.getState().removeSelected(),
      "?": handlers.help,
      "1": () => void flow.fitView({ padding: 0.18, duration: 120 }),
      "0": () => void flow.zoomTo(1, { duration: 120 }),
      "+": () => void flow.zoomIn({ duration: 120 }),
      "-": () => void flow.zoomOut({ duration: 120 }),
      arrowright: () => walk(1, 0),
      arrowleft: () => walk(-1, 0),
      arrowdown: () => walk(0, 1),
      arrowup: () => walk(0, -1),
    };

    async function tidy() {
      const { history, change } = store.getState();
      change(moveNodes(history.present, await tidyPositions(history.present)));
      requestAnimationFrame(() => void flow.fitView({ padding: 0.18, duration: 120 }));
    }

    /** Selects the nearest node in a direction; distance across counts double, so that rows are kept. */
    function walk(dx: number, dy: number) {
      const { history, selectedNodes, select } = store.getState();
      const from =
        history.present.nodes.find((node) => selectedNodes.has(node.id)) ?? history.present.nodes[0];
      if (!from) return;
      const ahead = history.present.nodes
        .map((node) => ({ node, x: node.position.x - from.position.x, y: node.position.y - from.position.y }))
        .filter(({ node, x, y }) => node !== from && x * dx + y * dy > 0)
        .sort((a, b) => distance(a, dx) - distance(b, dx));
      const next = ahead[0]?.node.id ?? from.id;
      select([next]);
      focusNode(next);
    }
    const distance = ({ x, y }: { x: number; y: number }, dx: number) =>
      dx === 0 ? Math.abs(y) + 2 * Math.abs(x) : Math.abs(x) + 2 * Math.abs(y);

    const press = (event: KeyboardEvent) => {
      // Inside a dialog, a sheet or a text, keys belong to it.
      const leavesPanel =
        event.key === "Escape" &&
        event.target instanceof HTMLElement &&
        event.target.closest(`#${NODE_PANEL}`);
      if (
        event.defaultPrevented ||
        (isTyping(event) && !leavesPanel) ||
        (event.target instanceof HTMLElement && event.target.closest("[role=dialog],[role=menu]"))
      )
        return;
      const key = event.key.toLowerCase();
      const action =
        event.metaKey || event.ctrlKey
          ? withCommand[key]
          : event.shiftKey && withShift[key]
            ? withShift[key]
            : plain[key];
      // A focused button keeps Enter for itself.
      if (
        !action ||
        (key === "enter" && event.target instanceof HTMLElement && event.target.closest("button,a"))
      )
        return;
      event.preventDefault();
      action(event);
    };
    const copy = (event: ClipboardEvent, cut: boolean) => {
      if (isTyping(event)) return;
      const copied = store.getState().copySelected();
      if (!copied) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", JSON.stringify(copied, null, 2));
      if (cut) store.getState().removeSelected();
    };
    const onCopy = (event: ClipboardEvent) => copy(event, false);
    const onCut = (event: ClipboardEvent) => copy(event, true);
    const onPaste = (event: ClipboardEvent) => {
      if (isTyping(event)) return;
      const graph = graphSchema.safeParse(parseJson(event.clipboardData?.getData("text/plain") ?? ""));
      if (!graph.success) return;
      event.preventDefault();
      store.getState().paste(graph.data);
    };
    window.addEventListener("keydown", press);
    window.addEventListener("copy", onCopy);
    window.addEventListener("cut", onCut);
    window.addEventListener("paste", onPaste);
    return () => {
      window.removeEventListener("keydown", press);
      window.removeEventListener("copy", onCopy);
      window.removeEventListener("cut", onCut);
      window.removeEventListener("paste", onPaste);
    };
  }, [store, flow, handlers]);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
