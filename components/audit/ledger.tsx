"use client";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { LoadProblem } from "@/components/ui/load-problem";
import { PageHeader } from "@/components/ui/page-header";
import { Sheet, SheetContent, SheetTitle } from "@/components/ui/sheet";
import { TableSkeleton } from "@/components/ui/table-skeleton";
import { useWide } from "@/components/ui/use-wide";
import { useAddress } from "@/components/use-address";
import { EntryPanel } from "./entry-panel";
import { FilterChips } from "./filter-chips";
import { filterOf } from "./ledger-filters";
import { LedgerTable } from "./ledger-table";

/** Everything that was done: when, by whom, to what, and why. An entry opens beside the list. */
export function Ledger({ entryId }: { entryId: string | null }) {
  const trpc = useTRPC();
  const router = useRouter();
  const wide = useWide();
  const address = useAddress();
  const filter = filterOf(address.get);
  const list = useInfiniteQuery({
    ...trpc.audit.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.nextCursor }),
    placeholderData: keepPreviousData,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const narrowed = Object.values(filter).some((value) => value !== undefined);
  const hrefOf = (id: string | null) => address.href({}, id === null ? "/audit" : `/audit/${id}`);
  const close = () => router.push(hrefOf(null), { scroll: false });

  return (
    <div className="flex h-full min-h-0">
      <section aria-label="Log" className="min-w-0 flex-1 overflow-y-auto">
        <PageHeader
          title="Audit"
          description="Everything that was done, and why. Entries cannot be changed."
        />
        <FilterChips address={address} />
        {list.isPending ? (
          <TableSkeleton widths={["w-20", "w-28", "w-64", "w-40"]} />
        ) : list.isError ? (
          <LoadProblem title="The log could not be loaded" error={list.error} onRetry={list.refetch} />
        ) : items.length === 0 ? (
          narrowed ? (
            <EmptyState
              title="No entry matches"
              description="Take away a part of the sentence above, or widen it."
            />
          ) : (
            <EmptyState
              title="Nothing was done yet"
              description="Each decision, action and change of settings is written here with who, what and why, and can be reversed from here."
            />
          )
        ) : (
          <LedgerTable items={items} selected={entryId} hrefOf={hrefOf} narrow={wide && entryId !== null} />
        )}
        {list.hasNextPage && (
          <div className="p-4 sm:px-6">
            <Button loading={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </section>
      {entryId !== null && wide && (
        <section
          aria-label="Entry"
          className="hidden w-[480px] shrink-0 overflow-y-auto border-line border-l bg-panel lg:block"
        >
          <EntryPanel key={entryId} entryId={entryId} hrefOf={hrefOf} onClose={close} />
        </section>
      )}
      {!wide && (
        <Sheet open={entryId !== null} onOpenChange={(open) => !open && close()}>
          <SheetContent side="right" className="w-[480px] overflow-y-auto p-0" aria-describedby={undefined}>
            <SheetTitle className="sr-only">Entry</SheetTitle>
            {entryId !== null && (
              <EntryPanel key={entryId} entryId={entryId} hrefOf={hrefOf} onClose={close} />
            )}
          </SheetContent>
        </Sheet>
      )}
    </div>
  );
}
