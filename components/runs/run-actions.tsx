"use client";
import { DoAgain } from "@/components/operations/do-again";
import { JsonView } from "@/components/ui/json-view";
import { Money } from "@/components/ui/money";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";
import type { RunDetail } from "./run-overlay";

/** How what was done about an action stands, where it does not count as reversed. */
const WORDS: { [state: string]: string } = {
  confirmed: "was made good for",
  failed: "could not be taken back",
  "": "is being taken back",
};

type Effect = RunDetail["effects"][number];

/** What the run did on the outside and on records, how sure that is, and what the check saw. */
export function RunActions(props: { title: string; run: RunDetail; effects: readonly Effect[] }) {
  if (props.effects.length === 0) return null;
  return (
    <section aria-label={props.title}>
      <h2 className="mb-1.5 font-medium text-[13px] text-muted">{props.title}</h2>
      <ul className="divide-y divide-line border-line border-y">
        {props.effects.map((effect) => (
          <li key={effect.id} className="py-2 text-[13px]">
            <p className="flex items-baseline gap-3">
              <span className="min-w-0 flex-1 break-words font-medium">{effect.summary}</span>
              {effect.amount && effect.currency && (
                <span className="font-mono">
                  <Money amount={effect.amount} currency={effect.currency} />
                </span>
              )}
            </p>
            <p className="mt-0.5 flex flex-wrap items-center gap-x-3 text-muted text-xs">
              <StateMark state={effect.state} />
              {effect.reversedBy && effect.state !== "reversed" && (
                <span>{WORDS[effect.reversalState ?? ""] ?? WORDS[""]}</span>
              )}
              {effect.repeatOf !== null && <span>done again by a person</span>}
              {effect.attempts > 1 && <span>{effect.attempts} attempts</span>}
              {effect.state === "queued" && effect.nextAttemptAt && (
                <span>
                  tried again <Time at={effect.nextAttemptAt} />
                </span>
              )}
              {effect.settledAt && <Time at={effect.settledAt} />}
            </p>
            {effect.reason && <p className="mt-0.5 text-muted">{effect.reason}</p>}
            <p className="mt-1 empty:hidden">
              <DoAgain effect={effect} />
            </p>
            <JsonView value={effect.input} label="What was asked for" />
            {effect.result !== null && <JsonView value={effect.result} label="What came back" />}
            {effect.evidence !== null && <JsonView value={effect.evidence} label="What the check saw" />}
          </li>
        ))}
      </ul>
    </section>
  );
}
