"use client";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTRPC } from "@/components/api";
import { cn } from "@/components/ui/cn";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Packet } from "./packet";
import { ReviewList } from "./review-list";
import { useInboxKeys } from "./use-inbox-keys";
import { VIEW_LABELS, VIEWS, type View } from "./views";

/**
 * One inbox for everything that needs a person: views, list, and the packet of the open item. On a phone the
 * list comes first and the packet covers it.
 */
export function Inbox({ reviewId, view }: { reviewId: string | null; view: View }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [search, setSearch] = useState("");
  const searchBox = useRef<HTMLInputElement>(null);
  const counts = useQuery(trpc.reviews.count.queryOptions());
  const list = useInfiniteQuery(
    trpc.reviews.list.infiniteQueryOptions(
      { view, search: search.trim() || undefined },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const items = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);

  const show = useCallback(
    (id: string | null) =>
      router.push(id ? `/inbox/${id}?view=${view}` : `/inbox?view=${view}`, { scroll: false }),
    [router, view],
  );
  const step = useCallback(
    (by: 1 | -1) => {
      const at = items.findIndex((item) => item.id === reviewId);
      const next = items[at === -1 ? 0 : at + by];
      if (next) show(next.id);
    },
    [items, reviewId, show],
  );
  useInboxKeys({ next: () => step(1), previous: () => step(-1), search: () => searchBox.current?.focus() });

  // After a decision the next item comes up by itself, so that a queue can be worked through by keyboard.
  const afterDecision = useCallback(() => {
    const at = items.findIndex((item) => item.id === reviewId);
    const next = items[at + 1] ?? items[at - 1];
    if (view === "mine" || view === "open") show(next && next.id !== reviewId ? next.id : null);
  }, [items, reviewId, show, view]);

  // On a wide screen an empty packet pane would only say "choose one": the first is chosen.
  const [firstItem] = items;
  useEffect(() => {
    if (reviewId === null && firstItem && window.matchMedia("(min-width: 1024px)").matches) {
      router.replace(`/inbox/${firstItem.id}?view=${view}`, { scroll: false });
    }
  }, [reviewId, firstItem, router, view]);

  return (
    <div className="flex h-full min-h-0">
      <section
        aria-label="Reviews"
        className={cn(
          "flex h-full min-h-0 w-full shrink-0 flex-col border-line border-r lg:w-[380px]",
          reviewId && "hidden lg:flex",
        )}
      >
        <div className="flex flex-col gap-2 border-line border-b p-3">
          <nav aria-label="Views" className="flex gap-1">
            {VIEWS.map((each) => (
              <button
                key={each}
                type="button"
                aria-current={each === view ? "page" : undefined}
                onClick={() => router.push(`/inbox?view=${each}`, { scroll: false })}
                className={cn(
                  "h-7 rounded-md px-2.5 text-[13px] text-muted hover:bg-hover pointer-coarse:h-10",
                  each === view && "bg-hover font-medium text-ink",
                )}
              >
                {VIEW_LABELS[each]}
                {counts.data && each !== "all" && each !== "decided" && (
                  <span className="ml-1.5 text-muted tabular-nums">{counts.data[each]}</span>
                )}
              </button>
            ))}
          </nav>
          <Input
            ref={searchBox}
            type="search"
            aria-label="Search reviews"
            placeholder="Search by ask or person  /"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
        <ReviewList
          items={items}
          selected={reviewId}
          loading={list.isPending}
          error={list.isError}
          hasMore={list.hasNextPage}
          onMore={() => list.fetchNextPage()}
          onRetry={() => list.refetch()}
          href={(id) => `/inbox/${id}?view=${view}`}
          empty={
            search ? (
              <EmptyState
                title="Nothing found"
                description="No review in this view matches. Try a name, or part of the ask."
              />
            ) : (
              <EmptyState title={EMPTY[view].title} description={EMPTY[view].description} />
            )
          }
        />
      </section>
      <section aria-label="What is asked" className={cn("min-w-0 flex-1", !reviewId && "hidden lg:block")}>
        {reviewId ? (
          <Packet
            key={reviewId}
            reviewId={reviewId}
            backHref={`/inbox?view=${view}`}
            onDecided={afterDecision}
          />
        ) : (
          !list.isPending &&
          items.length === 0 && (
            <div className="grid h-full place-items-center">
              <EmptyState title={EMPTY[view].title} description={EMPTY[view].description} />
            </div>
          )
        )}
      </section>
    </div>
  );
}

const EMPTY: Record<View, { title: string; description: string }> = {
  mine: {
    title: "Nothing waits for you",
    description: "When a case needs a person, it comes here with everything needed to decide it.",
  },
  open: { title: "Nothing is open", description: "Every case that needed a person has been decided." },
  decided: { title: "Nothing decided yet", description: "Decisions stand here with who made them and why." },
  all: {
    title: "No reviews yet",
    description: "They appear when a workflow asks for an approval or a guardrail holds an action.",
  },
};
