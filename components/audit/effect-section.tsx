"use client";
import { Undo2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { useViewer } from "@/components/frame/viewer";
import { ReverseDialog } from "@/components/reversals/reverse-dialog";
import { Button } from "@/components/ui/button";
import { JsonView } from "@/components/ui/json-view";
import { Money } from "@/components/ui/money";
import { StateMark } from "@/components/ui/state-mark";
import type { EntryDetail } from "./entry-detail";
import { Part } from "./part";

type Effect = NonNullable<EntryDetail["effect"]>;

/** Where the story of an action goes on, and where it began. */
function linksOf({ state, reversedBy, reversalOf, repeatedBy, repeatOf }: Effect) {
  return [
    { id: reversedBy, label: state === "reversed" ? "What took it back" : "What was done about it" },
    { id: reversalOf, label: "What this took back" },
    { id: repeatedBy, label: "What was done in place of it" },
    { id: repeatOf, label: "What this was done in place of" },
  ];
}

/** The action that an entry belongs to: how it stands now, and whether it can be taken back. */
export function EffectSection(props: { effect: Effect; reversal: EntryDetail["reversal"] }) {
  const { effect, reversal } = props;
  const viewer = useViewer();
  const [reversing, setReversing] = useState(false);
  return (
    <Part title="The action, as it stands now">
      <div className="rounded-md border border-line px-3 py-2.5 text-[13px]">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="font-medium">{effect.label}</span>
          {effect.amount && effect.currency && (
            <span className="font-mono">
              <Money amount={effect.amount} currency={effect.currency} />
            </span>
          )}
          <StateMark state={effect.state} />
        </p>
        {effect.reason && <p className="mt-1 text-muted">{effect.reason}</p>}
        <JsonView value={effect.input} label="What was asked for" />
        {effect.evidence && <JsonView value={effect.evidence} label="What the check saw" />}
        {linksOf(effect).map(
          ({ id, label }) =>
            id !== null && (
              <Link
                key={label}
                href={`/audit?action=${id}`}
                className="mt-2 mr-4 inline-block underline underline-offset-2"
              >
                {label}
              </Link>
            ),
        )}
        {reversal && viewer.role === "admin" && (
          <div className="mt-3 flex flex-wrap items-center gap-3 border-line border-t pt-3">
            <Button
              disabled={!reversal.possible && reversal.over === null}
              onClick={() => setReversing(true)}
            >
              <Undo2 size={14} aria-hidden /> {reversal.verdict === "draft" ? "Make good…" : "Reverse…"}
            </Button>
            <p className="min-w-0 flex-1 basis-48 text-muted text-xs">{reversal.sentence}</p>
          </div>
        )}
        {reversal && viewer.role !== "admin" && (
          <p className="mt-2 text-muted text-xs">Only admins take actions back.</p>
        )}
      </div>
      {reversing && (
        <ReverseDialog effectId={effect.id} summary={effect.summary} onClose={() => setReversing(false)} />
      )}
    </Part>
  );
}
