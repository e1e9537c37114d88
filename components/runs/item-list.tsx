"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { StateMark } from "@/components/ui/state-mark";
import { describeLoop, type RunDetail } from "./run-overlay";

/** What a "for each" goes through: what failed or waits first, each with why. */
export function ItemList({ run, nodeId }: { run: RunDetail; nodeId: string }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.runs.items.infiniteQueryOptions(
      { runId: run.id, nodeId, limit: 20 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const loop = run.loops[nodeId];
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <section aria-label="Items" className="mt-3">
      <h3 className="font-medium text-[13px] text-muted">Items{loop && `: ${describeLoop(loop)}`}</h3>
      {list.isPending && <Skeleton className="mt-2 h-16" />}
      {list.isError && (
        <LoadProblem title="The items cannot be shown" error={list.error} onRetry={list.refetch} />
      )}
      <ul className="mt-1 divide-y divide-line">
        {items.map((item) => (
          <li key={item.position} className="flex items-start gap-3 py-1.5 text-[13px]">
            <span className="min-w-0 flex-1 break-words">
              <span className="font-mono text-xs">{item.id}</span>
              {item.reason && <span className="block text-muted">{item.reason}</span>}
              {item.reviewId && (
                <Link href={`/inbox/${item.reviewId}`} className="underline underline-offset-2">
                  Look at the question
                </Link>
              )}
            </span>
            <StateMark state={item.state === "open" ? "queued" : item.state} label={WORDS[item.state]} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button className="mt-2" loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more items
        </Button>
      )}
    </section>
  );
}

const WORDS = { failed: "Failed", waiting: "Waiting", open: "Not done yet", done: "Done" } as const;
