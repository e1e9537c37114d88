"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { type DraftTexts, textsOf } from "@/components/reversals/draft-fields";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Money } from "@/components/ui/money";
import { Skeleton } from "@/components/ui/skeleton";
import { StateMark } from "@/components/ui/state-mark";
import { Time } from "@/components/ui/time";
import { Answers } from "./answers";
import { Due } from "./due";
import { Evidence } from "./evidence";
import { History } from "./history";
import { MendByChange } from "./mend-by-change";
import { Releases } from "./releases";

export type ReviewDetail = Outputs["reviews"]["get"];

const KIND_WORDS: Record<ReviewDetail["review"]["kind"], string> = {
  approval: "Approval",
  mismatch: "Records disagree",
  guardrail: "Held by a guardrail",
  mend: "Needs mending",
};

/** Everything needed to decide, on one screen; the answers stay at the foot within thumb's reach. */
export function Packet(props: { reviewId: string; backHref: string; onDecided: () => void }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.reviews.get.queryOptions({ reviewId: props.reviewId }));
  if (query.isPending) return <PacketSkeleton />;
  if (query.isError) {
    return (
      <div className="grid h-full place-items-center p-6">
        <EmptyState
          title="This review cannot be shown"
          description={errorSentence(query.error)}
          action={<Button onClick={() => query.refetch()}>Try again</Button>}
        />
      </div>
    );
  }
  return <Loaded detail={query.data} {...props} />;
}

function Loaded({
  detail,
  backHref,
  onDecided,
}: {
  detail: ReviewDetail;
  backHref: string;
  onDecided: () => void;
}) {
  const { review, run } = detail;
  const [texts, setTexts] = useState<DraftTexts | null>(null);
  const held = review.packet.releases.find(({ editable }) => editable !== undefined);
  const proposed = held?.editable ? textsOf({ input: held.input, fields: held.editable }) : null;
  const edit =
    proposed && detail.canDecide && review.status === "open"
      ? { texts: texts ?? proposed, onChange: setTexts }
      : null;
  const evidence = <Evidence key="evidence" detail={detail} />;
  const releases = (
    <Releases
      key="releases"
      title={review.kind === "mend" ? "What it would do" : "What happens on approval"}
      releases={review.packet.releases}
      draft={review.packet.draft}
      edit={edit}
    >
      <MendByChange review={review} />
    </Releases>
  );
  return (
    <article className="flex h-full min-h-0 flex-col" aria-labelledby="review-ask">
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-3xl flex-col gap-6 p-4 sm:p-6">
          <header>
            <Link
              href={backHref}
              className="mb-3 inline-flex h-8 pointer-coarse:h-10 items-center gap-1 text-[13px] text-muted lg:hidden"
            >
              <ArrowLeft size={14} aria-hidden /> Inbox
            </Link>
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-muted text-xs">
              <span>{KIND_WORDS[review.kind]}</span>
              <span>
                waits since <Time at={review.createdAt} />
              </span>
              <Due at={review.status === "open" ? review.dueAt : null} />
              {review.escalatedAt && <span className="text-state-waiting">escalated to admins</span>}
              {review.claimedByName && review.status === "open" && (
                <span>{review.claimedByName} is on it</span>
              )}
            </p>
            <h1 id="review-ask" className="mt-1.5 text-balance font-semibold text-xl leading-7">
              {review.ask}
            </h1>
            {review.amount && review.currency && (
              <p className="mt-2 font-mono text-[28px] leading-9 tabular-nums">
                <Money amount={review.amount} currency={review.currency} />
              </p>
            )}
            <p className="mt-2 text-sm">
              <span className="text-muted">Why it is here: </span>
              {review.why}
            </p>
          </header>
          {review.packet.suggestion && (
            <Suggestion suggestion={review.packet.suggestion} answers={review.packet.answers} />
          )}
          {/* A draft that can be changed is what the question is about: it comes first. */}
          {edit ? [releases, evidence] : [evidence, releases]}
          <History detail={detail} />
          <footer className="flex flex-wrap gap-x-4 gap-y-1 border-line border-t pt-3 pb-2 text-[13px]">
            <Link className="underline-offset-2 hover:underline" href={`/runs/${run.id}`}>
              {run.workflow.name}, version {run.version.number}: this run
            </Link>
            <StateMark state={run.status} />
            <span className="text-muted">
              arrived <Time at={run.eventReceivedAt} />
            </span>
          </footer>
        </div>
      </div>
      <Answers detail={detail} draft={edit && texts ? texts : undefined} onDecided={onDecided} />
    </article>
  );
}

function Suggestion(props: {
  suggestion: NonNullable<ReviewDetail["review"]["packet"]["suggestion"]>;
  answers: ReviewDetail["review"]["packet"]["answers"];
}) {
  const { suggestion } = props;
  const label = props.answers.find((answer) => answer.id === suggestion.answer)?.label ?? suggestion.answer;
  return (
    <section aria-label="Suggestion" className="rounded-md border border-line p-3 text-sm">
      <p className="font-medium">Suggested: {label}</p>
      {suggestion.confidence !== undefined && (
        <p className="mt-1.5 flex items-center gap-2 text-[13px]">
          <meter className="h-1.5 w-40" min={0} max={1} value={suggestion.confidence} />
          {Math.round(suggestion.confidence * 100)} % sure
        </p>
      )}
      <p className="mt-1 text-muted">{suggestion.reason}</p>
    </section>
  );
}

function PacketSkeleton() {
  return (
    <div className="mx-auto flex max-w-3xl flex-col gap-4 p-6" aria-hidden>
      <Skeleton className="h-3 w-40" />
      <Skeleton className="h-7 w-4/5" />
      <Skeleton className="h-9 w-48" />
      <Skeleton className="h-40 w-full" />
      <Skeleton className="h-40 w-full" />
    </div>
  );
}
