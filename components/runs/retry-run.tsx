"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { errorSentence, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

/** Tries a failed run again from the start, and leads to the new one. */
export function RetryRun({ runId }: { runId: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const retry = useMutation(
    trpc.runs.retry.mutationOptions({
      onSuccess: (next) => {
        setAsking(false);
        router.push(`/runs/${next.runId}`);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  return (
    <>
      <Button variant="primary" onClick={() => setAsking(true)}>
        Try again
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          retry.reset();
        }}
        title="Try this run again?"
        description="The same event runs again from the start, on the workflow's current version. Actions that were confirmed are not done again; their results are used."
        action="Try again"
        leave="Leave it"
        loading={retry.isPending}
        problem={retry.isError ? errorSentence(retry.error) : null}
        onConfirm={() => retry.mutate({ runId })}
      />
    </>
  );
}
