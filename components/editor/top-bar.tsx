"use client";
import { FlaskConical, Gauge, History, Keyboard, Link2, Plus, Redo2, Undo2 } from "lucide-react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { StateMark } from "@/components/ui/state-mark";
import { type SaveState, useEditor, useEditorStore } from "./store";
import { EDITOR_KEYS } from "./use-editor-keys";

const SAVE_WORDS: Record<SaveState, string> = {
  saved: "Saved",
  unsaved: "Saving soon",
  saving: "Saving…",
  failed: "Not saved, trying again",
  conflict: "Not saved",
};

/** Name, version and saving on the left; what one does with a drawing on the right. Publish is the one primary. */
export function TopBar(props: {
  name: string;
  status: "draft" | "live" | "paused" | "archived";
  publishedNumber: number | null;
  hasUnpublishedChanges: boolean;
  onTest: () => void;
  onPublish: () => void;
  onVersions: () => void;
  onEndpoints: () => void;
  onLimits: () => void;
  help: boolean;
  onHelp: (open: boolean) => void;
}) {
  const store = useEditorStore();
  const editable = useEditor((state) => state.editable);
  const saveState = useEditor((state) => state.saveState);
  const canUndo = useEditor((state) => state.history.past.length > 0);
  const canRedo = useEditor((state) => state.history.future.length > 0);
  const { undo, redo, showPalette } = store.getState();
  return (
    <header className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-panel px-3 py-1.5 sm:px-4">
      <div className="flex min-w-0 items-center gap-3">
        <h1 className="truncate font-semibold text-[15px]">{props.name}</h1>
        <StateMark state={props.status} />
        <span className="hidden whitespace-nowrap text-muted text-xs md:inline">
          {props.publishedNumber === null ? "Never published" : `Version ${props.publishedNumber}`}
          {props.publishedNumber !== null && props.hasUnpublishedChanges && ", draft differs"}
        </span>
        {editable && (
          <span
            className="hidden whitespace-nowrap text-muted text-xs sm:inline"
            aria-live="polite"
            data-testid="save-state"
          >
            {SAVE_WORDS[saveState]}
          </span>
        )}
      </div>
      <div className="ml-auto flex flex-wrap items-center gap-1">
        {editable && (
          <>
            <Button
              variant="quiet"
              size="icon"
              aria-label="Undo"
              title="Undo (Ctrl+Z)"
              disabled={!canUndo}
              onClick={undo}
            >
              <Undo2 size={15} aria-hidden />
            </Button>
            <Button
              variant="quiet"
              size="icon"
              aria-label="Redo"
              title="Redo (Ctrl+Shift+Z)"
              disabled={!canRedo}
              onClick={redo}
            >
              <Redo2 size={15} aria-hidden />
            </Button>
            <Button title="Add a node (N)" onClick={() => showPalette({ kind: "canvas" })}>
              <Plus size={14} aria-hidden /> Add
            </Button>
          </>
        )}
        <Button
          variant="quiet"
          size="icon"
          aria-label="Keys"
          title="Keys (?)"
          className="hidden sm:inline-flex"
          onClick={() => props.onHelp(true)}
        >
          <Keyboard size={15} aria-hidden />
        </Button>
        <Button variant="quiet" size="icon" aria-label="Versions" title="Versions" onClick={props.onVersions}>
          <History size={15} aria-hidden />
        </Button>
        {editable && (
          <>
            <Button
              variant="quiet"
              size="icon"
              aria-label="Where events arrive"
              title="Where events arrive"
              onClick={props.onEndpoints}
            >
              <Link2 size={15} aria-hidden />
            </Button>
            <Button
              variant="quiet"
              size="icon"
              aria-label="Runs at once"
              title="Runs at once"
              onClick={props.onLimits}
            >
              <Gauge size={15} aria-hidden />
            </Button>
            <Button title="Test run (Ctrl+Enter)" onClick={props.onTest}>
              <FlaskConical size={14} aria-hidden /> Test run
            </Button>
            <Button variant="primary" title="Publish (Shift+P)" onClick={props.onPublish}>
              Publish
            </Button>
          </>
        )}
      </div>
      <Dialog open={props.help} onOpenChange={props.onHelp} title="Keys">
        <dl className="divide-y divide-line text-[13px]">
          {EDITOR_KEYS.map(({ keys, does }) => (
            <div key={keys} className="flex items-baseline justify-between gap-4 py-1.5">
              <dt>{does}</dt>
              <dd className="font-mono text-muted text-xs">{keys}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </header>
  );
}
