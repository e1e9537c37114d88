"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, BookOpenText, Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { errorSentence, useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";
import { RetryRun } from "./retry-run";
import { ReversalNote } from "./reversal-note";
import type { RunDetail } from "./run-overlay";

const OVER: readonly RunDetail["status"][] = ["done", "failed", "canceled"];

/** Who the run is about, how it stands and why, which version ran, and the way to end it. */
export function RunHeader({ run }: { run: RunDetail }) {
  const viewer = useViewer();
  const mayManage = viewer.role !== "reviewer";
  return (
    <header className="flex flex-wrap items-start gap-x-4 gap-y-3 px-4 pt-4 pb-3 sm:px-6">
      <div className="min-w-0 flex-1 basis-72">
        <Link
          href="/runs"
          className="inline-flex items-center gap-1 text-muted text-xs hover:text-ink pointer-coarse:h-10"
        >
          <ArrowLeft size={12} aria-hidden /> Runs
        </Link>
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 truncate font-semibold text-xl leading-7">
            {run.subject || run.workflow.name}
          </h1>
          <StateMark state={run.status} />
        </div>
        {run.reason && <p className="text-[13px]">{run.reason}</p>}
        <ReversalNote runId={run.id} />
        <p className="mt-0.5 flex flex-wrap gap-x-3 text-muted text-xs">
          <Link href={`/workflows/${run.workflow.id}`} className="underline-offset-2 hover:underline">
            {run.workflow.name}, version {run.version.number}
            {run.version.name && ` “${run.version.name}”`}
            {!run.version.current && " (not the current one)"}
          </Link>
          <span>
            began <Time at={run.startedAt} />
          </span>
          {run.endedAt && (
            <span>
              ended <Time at={run.endedAt} />
            </span>
          )}
        </p>
      </div>
      {mayManage && (
        <div className="flex flex-wrap gap-2">
          {viewer.role === "admin" && <ReverseRunLink run={run} />}
          <Button asChild>
            <Link href={`/audit?run=${run.id}`}>
              <BookOpenText size={14} aria-hidden /> Audit entries
            </Link>
          </Button>
          {run.status === "failed" && <RetryRun runId={run.id} />}
          {!OVER.includes(run.status) && <CancelRun runId={run.id} />}
        </div>
      )}
    </header>
  );
}

/** Only where something was done that could be taken back. */
function ReverseRunLink({ run }: { run: RunDetail }) {
  if (run.effects.length === 0 && Object.keys(run.loops).length === 0) return null;
  return (
    <Button asChild>
      <Link href={`/runs/${run.id}/reversal`}>
        <Undo2 size={14} aria-hidden /> Reverse…
      </Link>
    </Button>
  );
}

function CancelRun({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: () => setAsking(false),
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Cancel the run
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          cancel.reset();
        }}
        title="Cancel this run?"
        description="What was not sent is dropped, and open questions about it are withdrawn. What is being sent right now is still verified. What was done stays done."
        action="Cancel the run"
        leave="Let it run"
        danger
        reason={{ label: "Why", placeholder: "Kept in the audit log" }}
        loading={cancel.isPending}
        problem={cancel.isError ? errorSentence(cancel.error) : null}
        onConfirm={(why) => cancel.mutate({ runId, why })}
      />
    </>
  );
}
