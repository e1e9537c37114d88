"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { Time } from "@/components/ui/time";
import { counted } from "@/workflow/nodes/words";
import { NewVersionDialog } from "./new-version-dialog";
import { OperationList } from "./operation-list";

/** What a connection's document offers, and what an admin has said of it. */
export function ConnectionInterface({ connectionId }: { connectionId: string }) {
  const trpc = useTRPC();
  const imported = useQuery(trpc.connections.imported.queryOptions({ connectionId }));
  const connections = useQuery(trpc.connections.list.queryOptions());
  const [renewing, setRenewing] = useState(false);
  const name = connections.data?.find(({ id }) => id === connectionId)?.name;
  return (
    <>
      <Link
        href="/settings/connections"
        className="mb-3 inline-flex items-center gap-1 text-[13px] text-muted hover:text-ink"
      >
        <ArrowLeft size={14} aria-hidden /> All connections
      </Link>
      {imported.isPending ? (
        <TableSkeleton widths={["w-14", "w-64", "w-24"]} />
      ) : imported.isError ? (
        <LoadProblem
          title="The operations could not be loaded"
          error={imported.error}
          onRetry={imported.refetch}
        />
      ) : !imported.data ? (
        <EmptyState
          title="No document was read for this connection"
          description="Connect the system anew with its OpenAPI document, or choose another connection."
        />
      ) : (
        <>
          <div className="flex flex-wrap items-start gap-3">
            <div className="min-w-0 flex-1">
              <h2 className="font-semibold text-base">{name ?? imported.data.title}</h2>
              <p className="text-muted text-xs">
                {imported.data.title}
                {imported.data.stated && ` ${imported.data.stated}`} · read{" "}
                <Time at={imported.data.importedAt} /> by {imported.data.importedBy} (version{" "}
                {imported.data.version})
              </p>
            </div>
            <Button onClick={() => setRenewing(true)}>Read a new version</Button>
          </div>
          <Progress {...imported.data} />
          <OperationList connectionId={connectionId} open={imported.data.writing - imported.data.confirmed} />
          {renewing && (
            <NewVersionDialog
              connectionId={connectionId}
              source={imported.data.source}
              onClose={() => setRenewing(false)}
            />
          )}
        </>
      )}
    </>
  );
}

function Progress(props: { writing: number; confirmed: number; reading: number; unusable: number }) {
  const { writing, confirmed, reading, unusable } = props;
  return (
    <div className="mt-4 mb-5">
      <p className="text-[13px]">
        <span className="font-medium tabular-nums">
          {confirmed} of {counted(writing, "operation")} that write
        </span>{" "}
        {confirmed === 1 ? "is" : "are"} confirmed.{" "}
        {confirmed < writing && "The others are held for a person whenever a workflow uses them. "}
        <span className="text-muted">
          {reading} only read and need nothing{unusable > 0 && `; ${unusable} cannot be used from here`}.
        </span>
      </p>
      <div
        role="progressbar"
        aria-label="Confirmed operations"
        aria-valuemin={0}
        aria-valuemax={writing}
        aria-valuenow={confirmed}
        className="mt-2 h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <div
          className="h-full bg-state-confirmed"
          style={{ width: `${writing === 0 ? 100 : (100 * confirmed) / writing}%` }}
        />
      </div>
    </div>
  );
}
