"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { ReversalProgress } from "./reversal-progress";
import { RunPreview } from "./run-preview";

/** Taking a whole run back: what it would do, how it goes on, and what came of it. */
export function RunReversalView({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const viewer = useViewer();
  const run = useQuery(trpc.runs.get.queryOptions({ runId }));
  const reversal = useQuery(trpc.runs.reversal.queryOptions({ runId }));
  const [anew, setAnew] = useState(false);
  if (run.isError || reversal.isError) {
    const { error, refetch } = run.isError ? run : reversal;
    return <LoadProblem title="This cannot be shown" error={error} onRetry={refetch} />;
  }
  const isAdmin = viewer.role === "admin";
  const over = reversal.data?.status === "done";
  const shown = reversal.data && !(anew && over) ? reversal.data : null;
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-5 px-4 pt-4 pb-10 sm:px-6">
      <header>
        <Link
          href={`/runs/${runId}`}
          className="inline-flex items-center gap-1 text-muted text-xs hover:text-ink"
        >
          <ArrowLeft size={12} aria-hidden /> The run
        </Link>
        <h1 className="font-semibold text-xl leading-7">
          {run.data
            ? `Take back the run for ${run.data.subject || run.data.workflow.name}`
            : "Take back a run"}
        </h1>
        {run.data && (
          <p className="text-muted text-xs">
            {run.data.workflow.name}, version {run.data.version.number}
          </p>
        )}
      </header>
      {reversal.isPending ? (
        <Skeleton className="h-64" />
      ) : shown ? (
        <>
          <ReversalProgress runId={runId} reversal={shown} isAdmin={isAdmin} />
          {over && isAdmin && (
            <div>
              <Button onClick={() => setAnew(true)}>See what is left…</Button>
            </div>
          )}
        </>
      ) : isAdmin ? (
        <RunPreview runId={runId} onBegun={() => setAnew(false)} />
      ) : (
        <p className="text-[13px]">Nobody has taken this run back. Only admins do.</p>
      )}
    </div>
  );
}
