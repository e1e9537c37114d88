import { keepPreviousData, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useDeferredValue } from "react";
import { type Outputs, useTRPC } from "@/components/api";
import { Money } from "@/components/ui/money";
import { Time } from "@/components/ui/time";

type Rule = { currency: string; capPerAction: string; budgetPerDay: string | null };
type Preview = Outputs["guardrails"]["previewMoneyCap"];

const AMOUNT = /^\d{1,14}(\.\d{1,4})?$/;

/** What limits would have kept for a person of what was moved lately; said while they are typed, before they count. */
export function CapPreview(props: { rule: Rule }) {
  const rule = useDeferredValue(props.rule);
  const trpc = useTRPC();
  const complete =
    rule.currency.length === 3 &&
    AMOUNT.test(rule.capPerAction) &&
    (rule.budgetPerDay === null || AMOUNT.test(rule.budgetPerDay));
  const preview = useQuery(
    trpc.guardrails.previewMoneyCap.queryOptions(rule, {
      enabled: complete,
      placeholderData: keepPreviousData,
      retry: false,
    }),
  );
  if (!complete || !preview.data) return null;
  return (
    <section className="w-full" aria-live="polite">
      <p className="text-[13px]">{sentenceOf(preview.data, rule.currency)}</p>
      {preview.data.newest.length > 0 && (
        <details className="mt-2 text-[13px]">
          <summary className="cursor-pointer text-muted">
            {preview.data.newest.length < preview.data.stopped
              ? `The newest ${preview.data.newest.length}`
              : "Which ones"}
          </summary>
          <ul className="mt-2 max-h-72 overflow-y-auto">
            {preview.data.newest.map((action) => (
              <li
                key={action.id}
                className="flex flex-wrap items-baseline gap-x-3 border-line border-b py-1.5"
              >
                <span className="min-w-0 flex-1 truncate">
                  {action.runId ? (
                    <Link className="underline underline-offset-2" href={`/runs/${action.runId}`}>
                      {action.summary}
                    </Link>
                  ) : (
                    action.summary
                  )}
                </span>
                <Money amount={action.amount} currency={rule.currency} />
                <span className="text-muted">
                  {action.why === "cap" ? "above the cap" : "above the day’s budget"}
                </span>
                <Time at={action.at} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function sentenceOf({ days, looked, stopped }: Preview, currency: string): string {
  const span = `in the last ${days} days`;
  if (looked === 0) return `Nothing was moved in ${currency} ${span}, so nothing would have been stopped.`;
  const all = looked === 1 ? "the one action" : `the ${looked.toLocaleString("en")} actions`;
  if (stopped === 0) return `This would have stopped none of ${all} that moved ${currency} ${span}.`;
  return `This would have stopped ${stopped.toLocaleString("en")} of ${all} that moved ${currency} ${span}.`;
}
