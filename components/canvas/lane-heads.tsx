"use client";
import { StageIcon } from "@/components/ui/stage-icon";
import { STAGES } from "@/workflow/stages";

/** The five stages, faint along the top edge: which way a workflow runs, and which colour is which stage. */
export function LaneHeads() {
  return (
    <ol className="pointer-events-none absolute inset-x-0 top-0 z-10 hidden justify-center gap-6 border-line border-b bg-canvas/85 py-1.5 sm:flex">
      {STAGES.map((stage) => (
        <li key={stage.id} className="flex items-center gap-1.5 text-muted text-xs">
          <StageIcon lane={stage.id} icon={stage.icon} small />
          {stage.label}
        </li>
      ))}
    </ol>
  );
}
