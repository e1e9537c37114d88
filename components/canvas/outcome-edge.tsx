"use client";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getSmoothStepPath } from "@xyflow/react";
import { Plus } from "lucide-react";
import { memo, useState } from "react";
import { cn } from "@/components/ui/cn";
import type { OutcomeEdge as OutcomeEdgeType } from "./model";

/** An orthogonal connection with soft corners; taken ones are strong, dead ones dashed. */
export const OutcomeEdge = memo(function OutcomeEdge(props: EdgeProps<OutcomeEdgeType>) {
  const { id, data, selected, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition } = props;
  const [hovered, setHovered] = useState(false);
  const [path, labelX, labelY] = getSmoothStepPath({
    sourceX,
    sourceY,
    targetX,
    targetY,
    sourcePosition,
    targetPosition,
    borderRadius: 10,
    offset: 24,
  });
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={18}
        className={cn(
          "!stroke-field-line !stroke-[1.5px]",
          data?.taken && "!stroke-ink !stroke-2",
          data?.dead && "!stroke-line-strong [stroke-dasharray:3_4]",
          selected && "!stroke-accent !stroke-2",
        )}
        style={data?.dontWait ? { strokeDasharray: "7 4" } : undefined}
        onMouseEnter={() => setHovered(true)}
        onMouseLeave={() => setHovered(false)}
      />
      <EdgeLabelRenderer>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: hovering only shows the button that stands inside */}
        <div
          className="nodrag nopan pointer-events-auto absolute flex items-center gap-1"
          style={{ transform: `translate(-50%,-50%) translate(${labelX}px,${labelY}px)` }}
          onMouseEnter={() => setHovered(true)}
          onMouseLeave={() => setHovered(false)}
        >
          {data?.dontWait && (
            <span className="rounded-sm border border-line bg-panel px-1 text-[11px] text-muted">
              does not wait
            </span>
          )}
          {data?.editable && data.onInsert && (
            <button
              type="button"
              className={cn(
                "grid size-5 place-items-center rounded-full border border-line-strong bg-panel text-muted hover:text-ink focus-visible:opacity-100",
                hovered || selected ? "opacity-100" : "opacity-0",
              )}
              aria-label="Add a node here"
              onClick={data.onInsert}
            >
              <Plus size={12} aria-hidden />
            </button>
          )}
        </div>
      </EdgeLabelRenderer>
    </>
  );
});
