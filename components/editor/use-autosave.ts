"use client";
import { useEffect, useRef } from "react";
import type { Graph } from "@/workflow/graph/schema";
import { useEditor, useEditorStore } from "./store";

const QUIET_MS = 1_200;
const RETRY_MS = 4_000;

/** What saving came to: the new revision, or that somebody else saved meanwhile. */
export type SaveResult = { revision: number } | "conflict";

/**
 * Saves the draft shortly after the last change. Only one save is under way at a time; a failed one is
 * tried again; after a conflict nothing is saved until the person has chosen whose drawing stands.
 */
export function useAutosave(save: (graph: Graph, revision: number) => Promise<SaveResult>): void {
  const store = useEditorStore();
  const graph = useEditor((state) => state.history.present);
  const saveState = useEditor((state) => state.saveState);
  const saveRef = useRef(save);
  saveRef.current = save;

  // biome-ignore lint/correctness/useExhaustiveDependencies: each new document restarts the quiet time
  useEffect(() => {
    if (saveState !== "unsaved" && saveState !== "failed") return;
    const timer = setTimeout(
      async () => {
        const { history, revision, setSaveState } = store.getState();
        setSaveState("saving");
        try {
          const result = await saveRef.current(history.present, revision);
          if (result === "conflict") return setSaveState("conflict");
          const changedMeanwhile = store.getState().history.present !== history.present;
          setSaveState(changedMeanwhile ? "unsaved" : "saved", result.revision);
        } catch {
          setSaveState("failed");
        }
      },
      saveState === "failed" ? RETRY_MS : QUIET_MS,
    );
    return () => clearTimeout(timer);
  }, [graph, saveState, store]);

  // Leaving with unsaved work asks first; the browser words the question.
  useEffect(() => {
    if (saveState === "saved") return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [saveState]);
}
