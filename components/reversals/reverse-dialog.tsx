"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { WhyField } from "@/components/ui/why-field";
import { DraftFields, type DraftTexts, textsOf } from "./draft-fields";
import { type Preview, ReversalPreview } from "./reversal-preview";

/** Shows exactly what taking an action back would change, asks why, and does it. */
export function ReverseDialog(props: { effectId: string; summary: string; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  const [texts, setTexts] = useState<DraftTexts | null>(null);
  // Looked up anew: what stood in the entry may be minutes old.
  const { data, ...preview } = useQuery({
    ...trpc.audit.previewReversal.queryOptions({ effectId: props.effectId }),
    staleTime: 0,
  });
  const reverse = useMutation(
    trpc.audit.reverse.mutationOptions({
      onSuccess: ({ confirmed, reason }) => {
        if (confirmed) toast.success("It is done, and that is confirmed.");
        else toast.info(reason || "It is under way. The log says when it is confirmed.");
        props.onClose();
      },
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: trpc.audit.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.records.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
        ]),
      meta: { handlesErrors: true },
    }),
  );
  const missing = why.trim() === "";
  const may = data !== undefined && (data.possible || data.over !== null);
  const confirm = () => {
    setTried(true);
    if (missing || !data) return;
    const draft = data.draft ? (texts ?? textsOf(data.draft)) : undefined;
    reverse.mutate({ effectId: props.effectId, why: why.trim(), over: data.over?.seen, draft });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && props.onClose()}
      title={data?.verdict === "draft" ? "Make good for this action?" : "Reverse this action?"}
      description={props.summary}
      footer={
        <>
          <Button variant="quiet" onClick={props.onClose}>
            Leave it as it is
          </Button>
          <Button variant="primary" disabled={!may} loading={reverse.isPending} onClick={confirm}>
            {actionOf(data)}
          </Button>
        </>
      }
    >
      {preview.isPending ? (
        <Skeleton className="h-40" />
      ) : data === undefined ? (
        <LoadProblem
          title="What it would change cannot be told"
          error={preview.error}
          onRetry={preview.refetch}
        />
      ) : (
        <div className="flex flex-col gap-4">
          <ReversalPreview preview={data} />
          {data.draft && (
            <DraftFields draft={data.draft} texts={texts ?? textsOf(data.draft)} onChange={setTexts} />
          )}
          {may && <WhyField id="reverse-why" missing={tried && missing} value={why} onChange={setWhy} />}
          {reverse.isError && (
            <p role="alert" className="text-[13px] text-state-failed">
              {errorSentence(reverse.error)}
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}

function actionOf(preview: Preview | undefined): string {
  if (preview?.verdict === "draft") return "Send this";
  return preview?.over ? "Reverse anyway" : "Reverse";
}
