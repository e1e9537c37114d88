"use client";
import { useMemo } from "react";
import { type PageCommand, useOfferCommands } from "@/components/frame/page-commands";
import { nameOf } from "./connect-targets";
import { useEditor, useEditorStore, useGraph } from "./store";

/** What the editor can do, for Ctrl+K; what is about one node is there while one is selected. */
export function useEditorCommands(handlers: { testRun: () => void; publish: () => void; help: () => void }) {
  const store = useEditorStore();
  const graph = useGraph();
  const editable = useEditor((state) => state.editable);
  const only = useEditor((state) => (state.selectedNodes.size === 1 ? [...state.selectedNodes][0] : null));
  const node = graph.nodes.find(({ id }) => id === only);
  const name = node && nameOf(node);
  const commands = useMemo((): PageCommand[] => {
    const { showPalette, connectNode, open } = store.getState();
    const aboutNode =
      only && name
        ? [
            { label: `Open “${name}”`, keys: "Enter", run: () => open(only) },
            ...(editable
              ? [{ label: `Connect “${name}” to…`, keys: "C", run: () => connectNode(only) }]
              : []),
          ]
        : [];
    return [
      ...aboutNode,
      ...(editable
        ? [
            { label: "Add a node", keys: "N", run: () => showPalette({ kind: "canvas" }) },
            { label: "Test run", keys: "Ctrl+Enter", run: handlers.testRun },
            { label: "Publish", keys: "Shift+P", run: handlers.publish },
          ]
        : []),
      { label: "Keys of the editor", keys: "?", run: handlers.help },
    ];
  }, [store, editable, only, name, handlers]);
  useOfferCommands(commands);
}
