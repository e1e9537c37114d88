"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { errorSentence, useTRPC } from "@/components/api";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import type { ReversalItem } from "./words";

const WORDS = {
  again: {
    title: "Try to take this back again?",
    description: "It is looked at anew. If nothing stands against it any more, it is taken back.",
    action: "Try again",
  },
  leave: {
    title: "Leave this as it is?",
    description: "It is not taken back, and the rest goes on.",
    action: "Leave it as it is",
  },
} as const;

/** Asks why one action is tried again or left, and lets the rest go on. */
export function DecideItem(props: {
  runId: string;
  item: ReversalItem;
  decision: "again" | "leave";
  onClose: () => void;
}) {
  const { runId, item, decision, onClose } = props;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const decide = useMutation(
    trpc.runs.decideReversal.mutationOptions({
      onSuccess: onClose,
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  const { title, description, action } = WORDS[decision];
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      description={`${item.summary}. ${description}`}
      action={action}
      leave="Not now"
      reason={{ label: "Why", placeholder: "Kept in the audit log" }}
      loading={decide.isPending}
      problem={decide.isError ? errorSentence(decide.error) : null}
      onConfirm={(why) => decide.mutate({ runId, effectId: item.effectId, decision, why })}
    />
  );
}
