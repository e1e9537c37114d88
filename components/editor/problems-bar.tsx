"use client";
import { ChevronUp, CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { cn } from "@/components/ui/cn";
import type { Problem } from "@/workflow/graph/validate";
import { useEditorStore, useGraph } from "./store";

/** At the foot of the canvas: what keeps the drawing from being published, in words; a click opens the node. */
export function ProblemsBar({ problems }: { problems: readonly Problem[] }) {
  const store = useEditorStore();
  const graph = useGraph();
  const [open, setOpen] = useState(false);
  const errors = problems.filter((problem) => problem.severity === "error").length;
  const warnings = problems.length - errors;
  const nameOf = (id: string | undefined) => graph.nodes.find((node) => node.id === id)?.name;

  if (problems.length === 0) {
    return (
      <div className="flex h-9 items-center gap-2 border-line border-t bg-panel px-4 text-[13px] text-muted">
        <CircleCheck size={14} className="text-state-confirmed" aria-hidden /> Ready to publish
      </div>
    );
  }
  const words = [errors > 0 && counted(errors, "problem"), warnings > 0 && counted(warnings, "warning")]
    .filter(Boolean)
    .join(", ");
  return (
    <section aria-label="Problems" className="border-line border-t bg-panel text-[13px]">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-9 w-full items-center pointer-coarse:h-10 gap-2 px-4 hover:bg-hover"
      >
        <TriangleAlert
          size={14}
          className={cn("shrink-0", errors > 0 ? "text-state-failed" : "text-state-degraded")}
          aria-hidden
        />
        <span className="shrink-0 whitespace-nowrap font-medium">{words}</span>
        {!open && <span className="min-w-0 truncate text-muted">{problems[0]?.message}</span>}
        <ChevronUp
          size={14}
          className={cn("ml-auto shrink-0 transition-transform", open && "rotate-180")}
          aria-hidden
        />
      </button>
      {open && (
        <ul className="max-h-48 overflow-y-auto border-line border-t">
          {problems.map((problem) => (
            <li key={`${problem.nodeId}/${problem.edgeId}/${problem.path?.join(".")}/${problem.message}`}>
              <button
                type="button"
                className="flex min-h-8 w-full pointer-coarse:min-h-10 items-baseline gap-2 px-4 py-1.5 text-left hover:bg-hover"
                onClick={() => {
                  if (problem.nodeId) store.getState().open(problem.nodeId);
                  else if (problem.edgeId) store.getState().select([], [problem.edgeId]);
                }}
              >
                <span
                  className={cn(
                    "w-16 shrink-0 text-xs",
                    problem.severity === "error" ? "text-state-failed" : "text-state-degraded",
                  )}
                >
                  {problem.severity === "error" ? "Problem" : "Warning"}
                </span>
                {nameOf(problem.nodeId) && (
                  <span className="shrink-0 font-medium">{nameOf(problem.nodeId)}</span>
                )}
                <span className="text-muted">{problem.message}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
