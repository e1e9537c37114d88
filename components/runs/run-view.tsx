"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/components/api";
import { JsonView } from "@/components/ui/json-view";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { NodeDetail } from "./node-detail";
import { OpenReviews } from "./open-reviews";
import { RunActions } from "./run-actions";
import { RunCanvas } from "./run-canvas";
import { RunHeader } from "./run-header";
import type { RunDetail } from "./run-overlay";
import { Timeline } from "./timeline";

/** One run: the drawing with what became of each node, beside what happened, in words. */
export function RunView({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.runs.get.queryOptions({ runId }));
  if (query.isPending) return <RunSkeleton />;
  if (query.isError) {
    return <LoadProblem title="This run cannot be shown" error={query.error} onRetry={query.refetch} />;
  }
  return <Loaded run={query.data} />;
}

function Loaded({ run }: { run: RunDetail }) {
  const [selected, setSelected] = useState<string | null>(null);
  return (
    <div className="flex min-h-full flex-col lg:h-full">
      <RunHeader run={run} />
      <div className="flex min-h-0 flex-1 flex-col border-line border-t lg:flex-row">
        <section
          aria-label="Drawing"
          className="h-56 shrink-0 border-line border-b lg:h-auto lg:flex-1 lg:border-b-0"
        >
          <RunCanvas run={run} selected={selected} onSelect={setSelected} />
        </section>
        <div className="flex min-h-0 flex-col gap-6 p-4 sm:px-6 lg:w-[440px] lg:shrink-0 lg:overflow-y-auto lg:border-line lg:border-l lg:px-5">
          {selected !== null && <NodeDetail run={run} nodeId={selected} onClose={() => setSelected(null)} />}
          <OpenReviews run={run} />
          <Timeline run={run} selected={selected} onSelect={setSelected} />
          <RunActions title="Actions" run={run} effects={run.effects} />
          <section aria-label="The event">
            <h2 className="font-medium text-[13px] text-muted">The event</h2>
            {run.event.conflicts > 0 && (
              <p className="mt-1 text-[13px] text-state-degraded">
                The same event came {run.event.conflicts} more {run.event.conflicts === 1 ? "time" : "times"}{" "}
                with other content. What came first counts; the others are in the audit log.
              </p>
            )}
            <JsonView value={run.event.body} label="What arrived" />
          </section>
        </div>
      </div>
    </div>
  );
}

function RunSkeleton() {
  return (
    <div aria-hidden className="flex h-full flex-col">
      <div className="flex h-[104px] flex-col gap-2 px-4 pt-5 sm:px-6">
        <Skeleton className="h-6 w-64" />
        <Skeleton className="h-4 w-96 max-w-full" />
      </div>
      <div className="flex min-h-0 flex-1 flex-col border-line border-t lg:flex-row">
        <div className="h-56 bg-canvas lg:h-auto lg:flex-1" />
        <div className="flex flex-col gap-3 border-line p-5 lg:w-[440px] lg:border-l">
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-4 w-4/5" />
          <Skeleton className="h-4 w-2/3" />
          <Skeleton className="h-4 w-3/4" />
        </div>
      </div>
    </div>
  );
}
