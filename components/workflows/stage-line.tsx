import { StageIcon } from "@/components/ui/stage-icon";
import { FLOW_LANE, type Lane, STAGES } from "@/workflow/stages";

const MOST = 8;
const LANES = new Map<Lane, { label: string; icon: string }>(
  [...STAGES, FLOW_LANE].map((lane) => [lane.id, lane]),
);

/** The shape of a workflow in small: its stages in order, neighbours of one stage drawn as one. */
export function StageLine({ lanes }: { lanes: readonly Lane[] }) {
  const shape = lanes.filter((lane, at) => lane !== lanes[at - 1]);
  if (shape.length === 0) return <span className="text-muted text-xs">Nothing drawn yet</span>;
  const words = shape.map((lane) => LANES.get(lane)?.label ?? lane).join(", then ");
  const shown = shape.slice(0, MOST);
  return (
    <span className="flex items-center gap-0.5" title={words}>
      <span className="sr-only">{words}</span>
      {shown.map((lane, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a lane may come again, its place is its identity
        <StageIcon key={at} lane={lane} icon={LANES.get(lane)?.icon ?? "circle"} small />
      ))}
      {shape.length > MOST && <span className="pl-1 text-muted text-xs">+{shape.length - MOST}</span>}
    </span>
  );
}
