"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { EffectItem } from "./effect-item";
import { VIEWS, type View } from "./views";

/** The actions of one view, in the order in which they will go out. */
export function EffectList({ view, connectionId }: { view: View; connectionId: string | null }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.operations.effects.infiniteQueryOptions(
      { view, connectionId: connectionId ?? undefined },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const empty = VIEWS.find(({ id }) => id === view)?.empty;
  if (list.isPending) return <TableSkeleton widths={["w-24", "w-72", "w-32"]} />;
  if (list.isError) {
    return <LoadProblem title="The actions could not be loaded" error={list.error} onRetry={list.refetch} />;
  }
  if (items.length === 0) return empty && <EmptyState {...empty} />;
  return (
    <>
      <ol className="divide-y divide-line border-line border-b">
        {items.map((item) => (
          <EffectItem key={item.id} item={item} />
        ))}
      </ol>
      {list.hasNextPage && (
        <div className="p-4 sm:px-6">
          <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
