"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { toast } from "sonner";
import { errorSentence, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Textarea } from "@/components/ui/textarea";
import { Time } from "@/components/ui/time";
import { isTyping } from "@/components/ui/typing";
import type { ReviewDetail } from "./packet";

type Answer = ReviewDetail["review"]["packet"]["answers"][number];

/**
 * The answers, with their keys. A decision counts for exactly what is shown: its content hash goes along, and
 * where the case changed or somebody was first, the server says so and nothing is applied.
 */
export function Answers({
  detail,
  draft,
  onDecided,
}: {
  detail: ReviewDetail;
  /** The words of a message as the person changed them: they go along with what lets it go out. */
  draft?: { [field: string]: string };
  onDecided: () => void;
}) {
  const { review } = detail;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [rationale, setRationale] = useState("");
  const [asking, setAsking] = useState<Answer | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const box = useRef<HTMLTextAreaElement>(null);

  const refresh = () => queries.invalidateQueries({ queryKey: trpc.reviews.pathKey() });
  const decide = useMutation(
    trpc.reviews.decide.mutationOptions({
      onSuccess: async ({ waitsForAnother }, { answer }) => {
        toast.success(
          waitsForAnother
            ? `You agreed. Somebody else has to agree too: ${review.subject || review.ask}`
            : `${review.packet.answers.find((each) => each.id === answer)?.label ?? "Decided"}: ${review.subject || review.ask}`,
        );
        onDecided();
        await refresh();
      },
      onError: async (error) => {
        setProblem(errorSentence(error));
        await refresh();
      },
      meta: { handlesErrors: true },
    }),
  );
  const claim = useMutation(trpc.reviews.claim.mutationOptions({ onSuccess: refresh }));

  const give = (answer: Answer) => {
    setProblem(null);
    if (answer.needsRationale && rationale.trim() === "") {
      setAsking(answer);
      box.current?.focus();
      return;
    }
    decide.mutate({
      reviewId: review.id,
      contentHash: review.contentHash,
      answer: answer.id,
      rationale: rationale.trim(),
      ...(draft && answer.tone === "approve" && { draft }),
    });
  };

  useEffect(() => {
    if (!detail.canDecide) return;
    const press = (event: KeyboardEvent) => {
      if (isTyping(event) || event.metaKey || event.ctrlKey || event.altKey || event.repeat) return;
      const key = event.key.toLowerCase();
      const tone = { a: "approve", r: "reject" }[key];
      const answer = tone && review.packet.answers.find((each) => each.tone === tone);
      if (answer) give(answer);
      else if (key === "c") claim.mutate({ reviewId: review.id });
      else if (key === "e") box.current?.focus();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  });

  if (review.status !== "open") return <Decided detail={detail} problem={problem} />;
  return (
    <section className="border-line border-t bg-panel px-4 py-3 sm:px-6" aria-label="Your decision">
      <div className="mx-auto flex max-w-3xl flex-col gap-2">
        {problem && (
          <p role="alert" className="text-[13px] text-state-failed">
            {problem}
          </p>
        )}
        {detail.canDecide ? (
          <>
            <Textarea
              ref={box}
              rows={asking ? 3 : 1}
              aria-label="Reason"
              placeholder={
                asking
                  ? `Why: ${asking.label.toLowerCase()}? This is kept with the decision.`
                  : "Reason (kept with the decision)"
              }
              aria-invalid={asking !== null && rationale.trim() === ""}
              value={rationale}
              onChange={(event) => setRationale(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === "Escape") {
                  setAsking(null);
                  event.currentTarget.blur();
                }
                if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && asking) give(asking);
              }}
            />
            {asking && rationale.trim() === "" && (
              <p className="text-state-waiting text-xs">
                “{asking.label}” needs a reason. Write it, then press the button again.
              </p>
            )}
            <div className="flex flex-wrap items-center gap-2">
              {review.packet.answers.map((answer) => (
                <Button
                  key={answer.id}
                  className="h-auto min-h-8 min-w-28 max-w-full flex-auto whitespace-normal py-1 pointer-coarse:h-auto pointer-coarse:min-h-10 sm:flex-none"
                  variant={
                    answer.tone === "approve" ? "primary" : answer.tone === "reject" ? "danger" : "secondary"
                  }
                  loading={decide.isPending && decide.variables?.answer === answer.id}
                  disabled={decide.isPending}
                  onClick={() => give(answer)}
                >
                  {answer.label}
                  {answer.tone === "approve" && <Kbd>A</Kbd>}
                  {answer.tone === "reject" && <Kbd>R</Kbd>}
                </Button>
              ))}
              {!review.claimedBy && (
                <Button
                  variant="quiet"
                  className="ml-auto"
                  onClick={() => claim.mutate({ reviewId: review.id })}
                >
                  I'm on it <Kbd>C</Kbd>
                </Button>
              )}
            </div>
          </>
        ) : (
          <p className="text-[13px] text-muted">{detail.cannotDecideBecause}</p>
        )}
      </div>
    </section>
  );
}

function Decided({ detail, problem }: { detail: ReviewDetail; problem: string | null }) {
  const { review } = detail;
  const label = review.packet.answers.find((answer) => answer.id === review.answer)?.label ?? review.answer;
  return (
    <div className="border-line border-t bg-subtle px-4 py-3 text-[13px] sm:px-6">
      <div className="mx-auto max-w-3xl">
        {problem && (
          <p role="alert" className="mb-1 text-state-failed">
            {problem}
          </p>
        )}
        {review.status === "decided" && review.decidedAt ? (
          <p>
            <span className="font-medium">{label}</span> by {review.decidedByName},{" "}
            <Time at={review.decidedAt} />
            {review.rationale && <span className="text-muted"> · “{review.rationale}”</span>}
          </p>
        ) : (
          <p>This is no longer asked: the run ended or the case changed.</p>
        )}
      </div>
    </div>
  );
}
