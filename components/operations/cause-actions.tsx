import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

type Cause = Outputs["operations"]["causes"][number];

/** Handles everything that is stuck for one cause at once. */
export function CauseActions({ cause }: { cause: Cause }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [dropping, setDropping] = useState(false);
  const handle = useMutation(
    trpc.operations.handleCause.mutationOptions({
      onSuccess: ({ handled, left }, { handling }) => {
        setDropping(false);
        const done = handling.what === "retry" ? "being tried again" : "given up";
        toast.success(
          `${handled} ${handled === 1 ? "action is" : "actions are"} ${done}.${left > 0 ? ` ${left} are left as they were.` : ""}`,
        );
      },
      onError: (error, { handling }) => {
        if (handling.what === "retry") toast.error(errorSentence(error));
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.operations.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  const { action, connectionId, failureClass, key, stuck, retryable } = cause;
  const of = { action, connectionId, failureClass, key };
  return (
    <span className="flex shrink-0 gap-1.5">
      {retryable > 0 && (
        <Button
          size="small"
          loading={handle.isPending && !dropping}
          onClick={() => handle.mutate({ cause: of, handling: { what: "retry" } })}
        >
          Try {retryable === 1 ? "it" : `all ${retryable}`} again
        </Button>
      )}
      <Button size="small" variant="danger" onClick={() => setDropping(true)}>
        Drop {stuck === 1 ? "it" : `all ${stuck}`}
      </Button>
      <ConfirmDialog
        open={dropping}
        onOpenChange={(open) => {
          setDropping(open);
          handle.reset();
        }}
        title={`Drop ${stuck} ${stuck === 1 ? "action" : "actions"}?`}
        description="They are given up: nothing more is sent, and their runs go on as not confirmed."
        action={stuck === 1 ? "Drop it" : `Drop all ${stuck}`}
        danger
        reason={{ label: "Why", placeholder: "Kept in the audit log" }}
        loading={handle.isPending}
        problem={handle.isError ? errorSentence(handle.error) : null}
        onConfirm={(why) => handle.mutate({ cause: of, handling: { what: "drop", why } })}
      />
    </span>
  );
}
