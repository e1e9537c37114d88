"use client";
import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Plus, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { cn } from "@/components/ui/cn";
import { StageIcon } from "@/components/ui/stage-icon";
import { StateMark } from "@/components/ui/state-mark";
import { useCanvasActions } from "./actions";
import type { CardData, CardNode } from "./model";

const STAGE_EDGE: Record<CardData["lane"], string> = {
  trigger: "before:bg-stage-trigger",
  understand: "before:bg-stage-understand",
  decide: "before:bg-stage-decide",
  act: "before:bg-stage-act",
  verify: "before:bg-stage-verify",
  flow: "before:bg-line-strong",
};

/**
 * One node: what it is (stage edge, icon, name), what it does in words, how it stands (right), and its ways
 * out, labelled by outcome. Stage and state never share a place.
 */
export const NodeCard = memo(function NodeCard({ id, data, selected }: NodeProps<CardNode>) {
  const { onAddAfter } = useCanvasActions();
  if (data.isNote) return <NoteCard data={data} selected={selected} />;
  const single = data.ports.length === 1;
  return (
    <div
      className={cn(
        "relative w-60 rounded-md border border-line-strong bg-panel text-ink",
        "before:absolute before:inset-y-0 before:left-0 before:w-[3px] before:rounded-l-md",
        STAGE_EDGE[data.lane],
        selected && "border-accent outline outline-1 outline-accent",
        data.dim && "border-dashed bg-canvas text-muted grayscale",
      )}
    >
      {!data.startsHere && (
        <Handle type="target" position={Position.Left} className="handoff-handle" aria-label="Way in" />
      )}
      <div className="flex items-start gap-2 py-2 pr-2.5 pl-3">
        <StageIcon lane={data.lane} icon={data.icon} />
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-1.5">
            <span
              className="truncate font-semibold text-[13px] leading-5"
              title={data.name || data.typeLabel}
            >
              {data.name || data.typeLabel}
            </span>
            <span className="ml-auto shrink-0">
              {data.state ? (
                <StateMark state={data.state} label={data.stateWord} compact />
              ) : (
                <ProblemMark data={data} />
              )}
            </span>
          </div>
          <p className="line-clamp-2 min-h-4 text-muted text-xs leading-4">
            {data.summary || data.typeLabel}
          </p>
        </div>
      </div>
      {single ? (
        <PortHandle node={id} port={data.ports[0]?.id ?? ""} label="" data={data} onAdd={onAddAfter} />
      ) : (
        data.ports.length > 0 && (
          <ul className="border-line border-t py-1">
            {data.ports.map((port) => (
              <li
                key={port.id}
                className={cn(
                  "relative flex h-6 items-center justify-end pr-3 text-muted text-xs",
                  data.takenPort === port.id && "font-medium text-ink",
                )}
              >
                <span className="truncate pl-4">{port.label}</span>
                <PortHandle node={id} port={port.id} label={port.label} data={data} onAdd={onAddAfter} />
              </li>
            ))}
          </ul>
        )
      )}
    </div>
  );
});

function PortHandle(props: {
  node: string;
  port: string;
  label: string;
  data: CardData;
  onAdd?: (source: string, port: string) => void;
}) {
  const { node, port, label, data, onAdd } = props;
  return (
    <Handle
      type="source"
      id={port}
      position={Position.Right}
      className="handoff-handle group/handle"
      isConnectable={data.editable}
    >
      {data.editable && onAdd && (
        <button
          type="button"
          className="nodrag nopan -translate-y-1/2 absolute top-1/2 left-3 grid size-5 pointer-events-none place-items-center rounded-full opacity-0 border border-line-strong bg-panel text-muted hover:text-ink focus-visible:pointer-events-auto focus-visible:opacity-100 group-hover/handle:pointer-events-auto group-hover/handle:opacity-100"
          aria-label={label ? `Add a node after “${label}”` : "Add a node after this"}
          onClick={(event) => {
            event.stopPropagation();
            onAdd(node, port);
          }}
        >
          <Plus size={12} aria-hidden />
        </button>
      )}
    </Handle>
  );
}

function ProblemMark({ data }: { data: CardData }) {
  if (!data.problem) return null;
  const tone = data.problem.severity === "error" ? "text-state-failed" : "text-state-degraded";
  return (
    <span className={cn("grid size-4 place-items-center", tone)} title={data.problem.message}>
      <TriangleAlert size={14} aria-label={data.problem.message} />
    </span>
  );
}

function NoteCard({ data, selected }: { data: CardData; selected: boolean }) {
  return (
    <div
      className={cn(
        "w-60 whitespace-pre-wrap rounded-md border border-line border-dashed bg-subtle p-3 text-muted text-xs leading-[18px]",
        selected && "border-accent",
      )}
    >
      {data.summary || "A note. Open it to write."}
    </div>
  );
}
