"use client";
import Link from "next/link";
import type { Outputs } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { StateMark } from "@/components/ui/state-mark";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { Time } from "@/components/ui/time";

type Health = Outputs["operations"]["health"];
type Connection = Health["connections"][number];

/** The connections, troubled ones first, each with a sentence about how it is. */
export function Connections(props: {
  health: { data: Health | undefined; error: unknown; refetch: () => unknown };
  chosen: string | null;
  onChoose: (id: string) => void;
}) {
  const { data, error, refetch } = props.health;
  const viewer = useViewer();
  if (!data) {
    return error ? (
      <LoadProblem title="The health could not be told" error={error} onRetry={refetch} />
    ) : (
      <TableSkeleton widths={["w-6", "w-80", "w-20"]} />
    );
  }
  if (data.connections.length === 0) {
    return (
      <EmptyState
        title="Nothing is connected yet"
        description="Once workflows reach other systems, their health is told here in words."
        action={
          viewer.role === "admin" && (
            <Button asChild>
              <Link href="/settings/connections">Connect a system</Link>
            </Button>
          )
        }
      />
    );
  }
  return (
    <ul aria-label="Connections" className="divide-y divide-line border-line border-y">
      {data.connections.map((connection) => (
        <Row
          key={connection.id}
          connection={connection}
          chosen={connection.id === props.chosen}
          onChoose={() => props.onChoose(connection.id)}
        />
      ))}
    </ul>
  );
}

function Row(props: { connection: Connection; chosen: boolean; onChoose: () => void }) {
  const { connection, chosen, onChoose } = props;
  const works = connection.circuit === "closed";
  return (
    <li
      className={cn(
        "flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-[13px] sm:flex-nowrap sm:px-6",
        chosen && "bg-selected",
      )}
    >
      <span className="sm:w-28 sm:shrink-0">
        <StateMark
          state={works ? "confirmed" : "degraded"}
          label={works ? "Works" : connection.circuit === "open" ? "Down" : "Being tried"}
        />
      </span>
      <p className="min-w-0 flex-1 basis-full sm:basis-0">
        {connection.sentence} <span className="text-muted">{connection.connectorLabel}</span>
      </p>
      {connection.queued > 0 && (
        <Button size="small" aria-pressed={chosen} onClick={onChoose}>
          {connection.queued} queued
          {connection.oldestQueuedAt && (
            <span className="font-normal text-muted">
              oldest <Time at={connection.oldestQueuedAt} />
            </span>
          )}
        </Button>
      )}
    </li>
  );
}
