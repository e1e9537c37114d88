"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Diff } from "@/components/ui/diff";
import { Field } from "@/components/ui/field";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { Textarea } from "@/components/ui/textarea";

/** Shows exactly what taking an action back would change, asks why, and does it. */
export function ReverseDialog(props: { effectId: string; summary: string; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  // Looked up anew: what stood in the entry may be minutes old.
  const preview = useQuery({
    ...trpc.audit.previewReversal.queryOptions({ effectId: props.effectId }),
    staleTime: 0,
  });
  const reverse = useMutation(
    trpc.audit.reverse.mutationOptions({
      onSuccess: ({ confirmed, reason }) => {
        if (confirmed) toast.success("It is taken back, and that is confirmed.");
        else toast.info(reason || "It is being taken back. The log says when it is confirmed.");
        props.onClose();
      },
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: trpc.audit.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.records.pathKey() }),
        ]),
      meta: { handlesErrors: true },
    }),
  );
  const missing = why.trim() === "";
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && props.onClose()}
      title="Reverse this action?"
      description={props.summary}
      footer={
        <>
          <Button variant="quiet" onClick={props.onClose}>
            Leave it as it is
          </Button>
          <Button
            variant="primary"
            disabled={!preview.data?.possible}
            loading={reverse.isPending}
            onClick={() => {
              setTried(true);
              if (!missing) reverse.mutate({ effectId: props.effectId, why: why.trim() });
            }}
          >
            Reverse
          </Button>
        </>
      }
    >
      {preview.isPending ? (
        <Skeleton className="h-40" />
      ) : preview.isError ? (
        <LoadProblem
          title="What it would change cannot be told"
          error={preview.error}
          onRetry={preview.refetch}
        />
      ) : (
        <div className="flex flex-col gap-4">
          <p className="text-[13px]">{preview.data.sentence}</p>
          {preview.data.conflict && preview.data.conflict !== preview.data.sentence && (
            <p className="text-[13px] text-state-failed">{preview.data.conflict}</p>
          )}
          {preview.data.possible && (
            <>
              <Diff
                before={preview.data.before}
                after={preview.data.after}
                labels={{ before: "Now", after: "Then" }}
              />
              <Field
                id="reverse-why"
                label="Why"
                error={tried && missing ? "Say why, so that others can follow it later." : undefined}
              >
                <Textarea
                  id="reverse-why"
                  rows={2}
                  maxLength={1000}
                  placeholder="Kept in the audit log"
                  aria-invalid={tried && missing}
                  value={why}
                  onChange={(event) => setWhy(event.target.value)}
                />
              </Field>
            </>
          )}
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
