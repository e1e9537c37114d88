"use client";
import Link from "next/link";
import { Fragment } from "react";
import { cn } from "@/components/ui/cn";
import { StageIcon } from "@/components/ui/stage-icon";
import { clockTime, exactTime, useTimeZone } from "@/components/ui/time";
import { definitionOf } from "@/workflow/nodes/definitions";
import { FLOW_LANE, type Lane, STAGES } from "@/workflow/stages";
import type { RunDetail } from "./run-overlay";

type Entry = RunDetail["timeline"][number];

/** What happened, in words, oldest first; an entry about a node leads to it on the drawing. */
export function Timeline(props: {
  run: RunDetail;
  selected: string | null;
  onSelect: (nodeId: string) => void;
}) {
  const { run, selected, onSelect } = props;
  const timeZone = useTimeZone();
  const types = new Map(run.document.nodes.map((node) => [node.id, node.type]));
  const dayOf = (at: Date) => new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeZone }).format(at);
  return (
    <section aria-label="What happened">
      <h2 className="mb-1.5 font-medium text-[13px] text-muted">What happened</h2>
      <ol className="flex flex-col">
        {run.timeline.map((entry, at) => {
          const day = dayOf(entry.at);
          const before = run.timeline[at - 1];
          const { nodeId } = entry;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added, never moved
            <Fragment key={at}>
              {(!before || dayOf(before.at) !== day) && <li className="py-1 text-muted text-xs">{day}</li>}
              <li
                className={cn(
                  "relative grid grid-cols-[4.25rem_1.5rem_minmax(0,1fr)] gap-1 rounded-md py-1 text-[13px] leading-5 pointer-coarse:py-2.5",
                  nodeId !== null && nodeId === selected && "bg-selected",
                )}
              >
                <time
                  dateTime={entry.at.toISOString()}
                  title={exactTime(entry.at, timeZone)}
                  className="font-mono text-muted text-xs leading-5"
                >
                  {clockTime(entry.at, timeZone)}
                </time>
                <EntryIcon entry={entry} nodeType={types.get(nodeId ?? "") ?? ""} />
                <div className="min-w-0 break-words">
                  {nodeId !== null && types.has(nodeId) ? (
                    <button
                      type="button"
                      className="text-left font-medium underline-offset-2 hover:underline pointer-coarse:before:absolute pointer-coarse:before:inset-0"
                      onClick={() => onSelect(nodeId)}
                    >
                      {entry.summary}
                    </button>
                  ) : (
                    <span className="font-medium">{entry.summary}</span>
                  )}
                  <Because entry={entry} />
                </div>
              </li>
            </Fragment>
          );
        })}
      </ol>
    </section>
  );
}

/** Why it happened and who decided it, on a line of its own; nothing where there is nothing to say. */
function Because({ entry }: { entry: Entry }) {
  const answered = entry.by && entry.verb.startsWith("review.");
  const said = [entry.why, answered && entry.by].filter(Boolean).join(" · ");
  if (!said && !entry.reviewId && !entry.otherRunId) return null;
  // Above what makes the whole line of an entry one target for a finger.
  const link = "relative ml-2 underline underline-offset-2 first:ml-0";
  return (
    <span className="block text-muted">
      {said && <span>{said}</span>}
      {entry.reviewId && (
        <Link className={link} href={`/inbox/${entry.reviewId}`}>
          Review
        </Link>
      )}
      {entry.otherRunId && (
        <Link className={link} href={`/runs/${entry.otherRunId}`}>
          That run
        </Link>
      )}
    </span>
  );
}

const ICONS = new Map<Lane, { id: Lane; icon: string; label: string }>(
  [...STAGES, FLOW_LANE].map((lane) => [lane.id, lane]),
);
const LANE_OF_VERB: { [prefix: string]: Lane } = {
  decision: "decide",
  review: "decide",
  action: "act",
  run: "flow",
};

function EntryIcon({ entry, nodeType }: { entry: Entry; nodeType: string }) {
  const [prefix = ""] = entry.verb.split(".");
  const lane =
    entry.kind === "event"
      ? "trigger"
      : entry.verb === "action.confirmed"
        ? "verify"
        : (LANE_OF_VERB[prefix] ?? definitionOf(nodeType)?.lane ?? "flow");
  const known = ICONS.get(lane);
  return (
    <span title={known?.label}>
      <StageIcon lane={lane} icon={known?.icon ?? "circle"} small />
    </span>
  );
}
