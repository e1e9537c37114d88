"use client";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";
import { ProgressItem } from "./progress-item";
import { progressOf, type RunReversal, reversalSentence } from "./words";

const MARKS = { going: "running", waiting: "waiting", done: "done" } as const;

/** How far taking a run back has come, live; where it has stopped, a person decides here. */
export function ReversalProgress(props: { runId: string; reversal: RunReversal; isAdmin: boolean }) {
  const { runId, reversal, isAdmin } = props;
  const { all, over } = progressOf(reversal);
  const unseen = all - reversal.items.length;
  return (
    <section aria-label="How it goes" className="flex flex-col gap-3">
      <div role="status" className="flex flex-col gap-1">
        <StateMark state={MARKS[reversal.status]} />
        <p className="font-medium text-sm">{reversalSentence(reversal)}</p>
        {reversal.reason && <p className="text-[13px]">{reversal.reason}</p>}
      </div>
      <div
        role="progressbar"
        aria-label="Actions that are through"
        aria-valuemin={0}
        aria-valuemax={all}
        aria-valuenow={over}
        className="h-1 overflow-hidden rounded-full bg-line"
      >
        <div className="h-full bg-accent" style={{ width: `${all === 0 ? 100 : (100 * over) / all}%` }} />
      </div>
      <p className="text-muted text-xs">
        {reversal.requestedByName} asked for it <Time at={reversal.createdAt} />: {reversal.why}
      </p>
      <ol className="divide-y divide-line border-line border-y">
        {reversal.items.map((item) => (
          <ProgressItem key={item.effectId} runId={runId} item={item} isAdmin={isAdmin} />
        ))}
      </ol>
      {unseen > 0 && <p className="text-[13px] text-muted">And {unseen} more that need nothing.</p>}
    </section>
  );
}
