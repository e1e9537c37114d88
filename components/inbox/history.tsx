import Link from "next/link";
import type { ReactNode } from "react";
import { Money } from "@/components/ui/money";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";
import type { ReviewDetail } from "./packet";

/** What led here, this subject's other cases, and how alike cases were decided. */
export function History({ detail }: { detail: ReviewDetail }) {
  const { run, subjectHistory, similar } = detail;
  return (
    <>
      <Section title="What led here">
        {run.steps.map((step) => (
          <Line key={step.nodeId} at={step.startedAt}>
            <span className="font-medium">{step.nodeName}</span>
            {step.reason && <span className="text-muted"> · {step.reason}</span>}
          </Line>
        ))}
      </Section>
      {subjectHistory.length > 0 && (
        <Section title={`Other cases of ${run.subject}`}>
          {subjectHistory.map((other) => (
            <Line key={other.runId} at={other.startedAt}>
              <Link className="underline-offset-2 hover:underline" href={`/runs/${other.runId}`}>
                {other.workflowName}
              </Link>{" "}
              <StateMark state={other.status as ReviewDetail["run"]["status"]} />
              {other.reason && <span className="text-muted"> · {other.reason}</span>}
            </Line>
          ))}
        </Section>
      )}
      {similar.length > 0 && (
        <Section title="How alike cases were decided">
          {similar.map((other) => (
            <Line key={other.reviewId} at={other.decidedAt}>
              <span className="font-medium">{other.answer}</span> by {other.decidedBy}
              {other.amount && other.currency && (
                <>
                  {", "}
                  <Money amount={other.amount} currency={other.currency} />
                </>
              )}
              <span className="text-muted">
                {" "}
                · {other.subject || other.ask}
                {other.rationale && ` · “${other.rationale}”`}
              </span>
            </Line>
          ))}
        </Section>
      )}
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-1.5 font-medium text-[13px] text-muted">{title}</h2>
      <ol className="flex flex-col gap-1">{children}</ol>
    </section>
  );
}

function Line({ at, children }: { at: Date; children: ReactNode }) {
  return (
    <li className="grid grid-cols-[7rem_minmax(0,1fr)] gap-3 text-[13px]">
      <span className="text-muted text-xs leading-5">
        <Time at={at} />
      </span>
      <span className="break-words">{children}</span>
    </li>
  );
}
