"use client";
import { Panel } from "@xyflow/react";
import { Trash2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Switch } from "@/components/ui/switch";
import { definitionOf } from "@/workflow/nodes/definitions";
import { changeEdge } from "./edits";
import { useEditor, useEditorStore, useGraph } from "./store";

/** For one selected line: whether what follows an action waits for its confirmation, and removing it. */
export function EdgeBar() {
  const store = useEditorStore();
  const graph = useGraph();
  const editable = useEditor((state) => state.editable);
  const selected = useEditor((state) =>
    state.selectedEdges.size === 1 ? [...state.selectedEdges][0] : undefined,
  );
  const edge = graph.edges.find((each) => each.id === selected);
  if (!edge || !editable) return null;
  const source = graph.nodes.find((node) => node.id === edge.source);
  const isAction = source !== undefined && definitionOf(source.type)?.behaviour === "effect";
  return (
    <Panel
      position="top-center"
      className="!mt-12 flex items-center gap-4 rounded-md border border-line-strong bg-panel px-3 py-1.5 shadow-float"
    >
      {isAction && (
        // biome-ignore lint/a11y/noLabelWithoutControl: the switch stands inside
        <label className="flex items-center gap-2 text-[13px]">
          <Switch
            checked={edge.dontWait ?? false}
            onCheckedChange={(dontWait) => {
              const { change, history } = store.getState();
              change(changeEdge(history.present, edge.id, { dontWait: dontWait || undefined }));
            }}
          />
          Do not wait until it is confirmed
        </label>
      )}
      <Button variant="quiet" size="small" onClick={() => store.getState().removeSelected()}>
        <Trash2 size={14} aria-hidden /> Remove this line
      </Button>
    </Panel>
  );
}
