"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { type FormEvent, useState } from "react";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { WhyField } from "@/components/ui/why-field";
import { LaterList } from "./later-list";
import { PreviewItem } from "./preview-item";

type Preview = Outputs["runs"]["previewReversal"];
type Verdict = Preview["items"][number]["verdict"];

const GROUPS: { title: string; help?: string; verdicts: Verdict[] }[] = [
  { title: "Will be taken back", help: "In this order, the last one first.", verdicts: ["now", "done"] },
  {
    title: "Will need a decision",
    help: "It stops there and asks: try again, go over what changed, or leave it.",
    verdicts: ["conflict", "open"],
  },
  {
    title: "Cannot be undone, but made good for",
    help: "Each gets a draft. It goes only once you have read and confirmed it.",
    verdicts: ["draft"],
  },
  { title: "Cannot be undone", verdicts: ["never"] },
];

/** What taking a run back would do, action by action, and the way to begin. */
export function RunPreview({ runId, onBegun }: { runId: string; onBegun: () => void }) {
  const trpc = useTRPC();
  const preview = useQuery({ ...trpc.runs.previewReversal.queryOptions({ runId }), staleTime: 0 });
  if (preview.isPending) return <Skeleton className="h-64" />;
  if (preview.isError) {
    return (
      <LoadProblem
        title="What it would change cannot be told"
        error={preview.error}
        onRetry={preview.refetch}
      />
    );
  }
  const { refusal, items, more, started, later } = preview.data;
  return (
    <>
      {refusal && (
        <p role="status" className="rounded-md border border-line-strong px-3 py-2.5 text-[13px]">
          {refusal}
        </p>
      )}
      {items.length === 0 && (
        <p className="text-[13px]">
          Nothing is left to take back: this run changed nothing, or it was taken back already.
        </p>
      )}
      {started.length > 0 && (
        <p className="text-[13px]">
          What it started is taken back with it:{" "}
          {started.map(({ id, workflow, subject }, at) => (
            <span key={id}>
              {at > 0 && ", "}
              <Link href={`/runs/${id}`} className="underline underline-offset-2">
                a run of “{workflow}”{subject && ` for ${subject}`}
              </Link>
            </span>
          ))}
          .
        </p>
      )}
      {GROUPS.map((group) => {
        const own = items.filter(({ verdict }) => group.verdicts.includes(verdict));
        if (own.length === 0) return null;
        return (
          <section key={group.title} aria-label={group.title}>
            <h2 className="font-medium text-[13px]">
              {group.title} <span className="text-muted">({own.length})</span>
            </h2>
            {group.help && <p className="text-muted text-xs">{group.help}</p>}
            <ul className="mt-1.5 divide-y divide-line border-line border-y">
              {own.map((item) => (
                <PreviewItem key={item.effectId} item={item} />
              ))}
            </ul>
          </section>
        );
      })}
      {more > 0 && <p className="text-[13px] text-muted">And {more} more, done before these.</p>}
      <LaterList later={later} />
      {refusal === null && items.length > 0 && (
        <Begin runId={runId} count={items.length + more} onBegun={onBegun} />
      )}
    </>
  );
}

function Begin({ runId, count, onBegun }: { runId: string; count: number; onBegun: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  const reverse = useMutation(
    trpc.runs.reverse.mutationOptions({
      onSuccess: onBegun,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  const missing = why.trim() === "";
  const begin = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing) reverse.mutate({ runId, why: why.trim() });
  };
  return (
    <form className="flex flex-col gap-3 border-line border-t pt-4" onSubmit={begin}>
      <WhyField id="reverse-run-why" missing={tried && missing} value={why} onChange={setWhy} />
      {reverse.isError && (
        <p role="alert" className="text-[13px] text-state-failed">
          {errorSentence(reverse.error)}
        </p>
      )}
      <div className="flex justify-end">
        <Button type="submit" variant="primary" loading={reverse.isPending}>
          Take back {count === 1 ? "this action" : `these ${count} actions`}
        </Button>
      </div>
    </form>
  );
}
