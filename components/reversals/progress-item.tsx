"use client";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Money } from "@/components/ui/money";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";
import { DecideItem } from "./decide-item";
import { ReverseDialog } from "./reverse-dialog";
import { markOf, type ReversalItem } from "./words";

/** One action of a run that is taken back: how that stands, and what may be decided about it. */
export function ProgressItem(props: { runId: string; item: ReversalItem; isAdmin: boolean }) {
  const { runId, item, isAdmin } = props;
  const [asking, setAsking] = useState<"look" | "again" | "leave" | null>(null);
  const stopped = item.state === "stopped";
  const draft = item.state === "draft";
  const close = () => setAsking(null);
  return (
    <li className="py-2 text-[13px]">
      <p className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 break-words font-medium">{item.summary}</span>
        {item.amount && item.currency && (
          <span className="font-mono">
            <Money amount={item.amount} currency={item.currency} />
          </span>
        )}
      </p>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-muted text-xs">
        <StateMark {...markOf(item)} />
        {item.endedAt && <Time at={item.endedAt} />}
        {item.byEffectId && (
          <Link href={`/audit?action=${item.byEffectId}`} className="underline underline-offset-2">
            What was done
          </Link>
        )}
      </p>
      {item.reason && <p className="mt-0.5 text-muted">{item.reason}</p>}
      {isAdmin && (stopped || draft) && (
        <div className="mt-2 flex flex-wrap gap-2">
          <Button size="small" onClick={() => setAsking("look")}>
            {draft ? "Read the draft…" : "See what changed…"}
          </Button>
          {stopped && (
            <Button size="small" onClick={() => setAsking("again")}>
              Try again…
            </Button>
          )}
          <Button size="small" onClick={() => setAsking("leave")}>
            Leave it…
          </Button>
        </div>
      )}
      {asking === "look" && <ReverseDialog effectId={item.effectId} summary={item.summary} onClose={close} />}
      {(asking === "again" || asking === "leave") && (
        <DecideItem runId={runId} item={item} decision={asking} onClose={close} />
      )}
    </li>
  );
}
