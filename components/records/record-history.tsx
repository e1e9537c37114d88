"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { Time } from "@/components/ui/time";

/** What the log says of a record, the newest first. */
export function RecordHistory({ recordId }: { recordId: string }) {
  const trpc = useTRPC();
  const viewer = useViewer();
  const history = useInfiniteQuery(
    trpc.records.history.infiniteQueryOptions(
      { recordId, limit: 20 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const items = history.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label="History">
      <h3 className="mb-1.5 font-medium text-[13px] text-muted">History</h3>
      {history.isPending ? (
        <Skeleton className="h-24" />
      ) : history.isError ? (
        <LoadProblem
          title="The history could not be loaded"
          error={history.error}
          onRetry={history.refetch}
        />
      ) : items.length === 0 ? (
        <p className="text-[13px] text-muted">Nothing was done with it here; it came with the set-up.</p>
      ) : (
        <ol className="flex flex-col gap-1.5 text-[13px]">
          {items.map((entry) => (
            <li key={entry.id} className="grid grid-cols-[6rem_minmax(0,1fr)] gap-3">
              <span className="text-muted text-xs leading-5">
                <Time at={entry.at} />
              </span>
              <span className="break-words">
                {/* Reviewers see what happened, the log itself is for those who run things. */}
                {viewer.role === "reviewer" ? (
                  entry.summary
                ) : (
                  <Link href={`/audit/${entry.id}`} className="underline-offset-2 hover:underline">
                    {entry.summary}
                  </Link>
                )}
                <span className="text-muted">
                  {" "}
                  · {entry.said} by {entry.actor.name}
                  {entry.why && ` · ${entry.why}`}
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
      {history.hasNextPage && (
        <Button variant="quiet" size="small" className="mt-2" onClick={() => history.fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  );
}
