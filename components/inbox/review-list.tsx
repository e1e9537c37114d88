"use client";
import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import type { Outputs } from "@/components/api";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Money } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { Time } from "@/components/ui/time";
import { Due } from "./due";

type Item = Outputs["reviews"]["list"]["items"][number];

/** The rows: the ask, who it is about, the amount, when it is due and why it is here. */
export function ReviewList(props: {
  items: Item[];
  selected: string | null;
  loading: boolean;
  error: boolean;
  hasMore: boolean;
  onMore: () => void;
  onRetry: () => void;
  href: (id: string) => string;
  empty: ReactNode;
}) {
  if (props.loading) return <ListSkeleton />;
  if (props.error) {
    return (
      <div className="p-4 text-[13px]">
        <p>The list could not be loaded.</p>
        <Button className="mt-2" onClick={props.onRetry}>
          Try again
        </Button>
      </div>
    );
  }
  if (props.items.length === 0) return <div className="p-4 lg:hidden">{props.empty}</div>;
  return (
    <ul className="min-h-0 flex-1 overflow-y-auto">
      {props.items.map((item) => (
        <Row key={item.id} item={item} selected={item.id === props.selected} href={props.href(item.id)} />
      ))}
      {props.hasMore && (
        <li className="p-3">
          <Button variant="quiet" onClick={props.onMore}>
            Show more
          </Button>
        </li>
      )}
    </ul>
  );
}

function Row({ item, selected, href }: { item: Item; selected: boolean; href: string }) {
  const row = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: "nearest" });
  }, [selected]);
  return (
    <li className="border-line border-b">
      <Link
        ref={row}
        href={href}
        scroll={false}
        aria-current={selected ? "true" : undefined}
        className={cn(
          "block px-4 py-2.5 hover:bg-hover focus-visible:outline-offset-[-2px]",
          selected && "bg-selected",
        )}
      >
        <span className="flex items-baseline gap-3">
          <span className="min-w-0 flex-1 truncate font-medium text-[13px]" title={item.ask}>
            {item.ask}
          </span>
          {item.amount && item.currency && (
            <span className="shrink-0 font-mono text-[13px]">
              <Money amount={item.amount} currency={item.currency} />
            </span>
          )}
        </span>
        <span className="mt-0.5 flex items-baseline gap-3 text-muted text-xs">
          <span className="min-w-0 flex-1 truncate">{item.subject || item.workflow.name}</span>
          {item.decision ? (
            <span className="shrink-0">
              {item.decision.answer} by {item.decision.by}, <Time at={item.decision.at} />
            </span>
          ) : item.dueAt ? (
            <Due at={item.dueAt} />
          ) : (
            <span className="shrink-0">
              waits since <Time at={item.createdAt} />
            </span>
          )}
        </span>
        <span className="mt-0.5 block truncate text-muted text-xs" title={item.why}>
          {item.claimedBy && !item.decision ? `${item.claimedBy.name} is on it · ` : ""}
          {item.why}
        </span>
      </Link>
    </li>
  );
}

function ListSkeleton() {
  return (
    <ul aria-hidden>
      {["a", "b", "c", "d", "e"].map((key) => (
        <li key={key} className="flex h-[76px] flex-col justify-center gap-2 border-line border-b px-4">
          <Skeleton className="h-3.5 w-3/5" />
          <Skeleton className="h-3 w-2/5" />
          <Skeleton className="h-3 w-4/5" />
        </li>
      ))}
    </ul>
  );
}
