"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/components/api";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { CollectionTable } from "./collection-table";

/** What workflows know: collections at the left, the records of one beside them. */
export function Records(props: { collectionId: string | null; recordId: string | null }) {
  const trpc = useTRPC();
  const collections = useQuery(trpc.records.collections.queryOptions());
  if (collections.isPending) return <RecordsSkeleton />;
  if (collections.isError) {
    return (
      <LoadProblem
        title="The records could not be loaded"
        error={collections.error}
        onRetry={collections.refetch}
      />
    );
  }
  if (collections.data.length === 0) {
    return (
      <EmptyState
        title="No collections yet"
        description="A collection holds what workflows look up and change, like the people or things your cases are about. Once there is one, its records stand here with their history."
      />
    );
  }
  const chosen = collections.data.find(({ id }) => id === props.collectionId) ?? collections.data[0];
  return (
    <div className="flex h-full min-h-0 flex-col md:flex-row">
      <nav
        aria-label="Collections"
        className="shrink-0 overflow-x-auto border-line border-b p-2 md:w-52 md:overflow-y-auto md:border-r md:border-b-0 md:pt-5"
      >
        <ul className="flex gap-1 md:flex-col">
          {collections.data.map((collection) => (
            <li key={collection.id}>
              <Link
                href={`/records/${collection.id}`}
                aria-current={collection.id === chosen?.id ? "page" : undefined}
                className={cn(
                  "flex h-8 items-center gap-3 whitespace-nowrap rounded-md px-2.5 text-[13px] text-muted hover:bg-hover hover:text-ink pointer-coarse:h-10",
                  collection.id === chosen?.id && "bg-hover font-medium text-ink",
                )}
              >
                <span className="truncate">{collection.name}</span>
                <span className="ml-auto font-mono font-normal text-muted text-xs">{collection.records}</span>
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {chosen && (
        <section aria-label={chosen.name} className="min-h-0 min-w-0 flex-1 overflow-y-auto">
          {props.collectionId !== null && chosen.id !== props.collectionId ? (
            <EmptyState
              title="This collection is not there"
              description="It may belong to another organization, or the link is not complete. Choose one from the list."
            />
          ) : (
            <CollectionTable key={chosen.id} collection={chosen} recordId={props.recordId} />
          )}
        </section>
      )}
    </div>
  );
}

function RecordsSkeleton() {
  return (
    <div aria-hidden className="flex h-full flex-col md:flex-row">
      <div className="flex h-[49px] items-center gap-2 border-line border-b p-2 md:h-auto md:w-52 md:flex-col md:items-stretch md:border-r md:border-b-0 md:pt-5">
        <Skeleton className="h-8 w-28 md:w-full" />
        <Skeleton className="h-8 w-28 md:w-full" />
        <Skeleton className="h-8 w-28 md:w-full" />
      </div>
      <div className="flex-1 pt-[108px]">
        <TableSkeleton widths={["w-40", "w-24", "w-32", "w-20"]} />
      </div>
    </div>
  );
}
