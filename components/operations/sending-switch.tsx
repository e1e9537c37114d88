"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence, useTRPC } from "@/components/api";
import { useViewer } from "@/components/frame/viewer";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

/** Stops all sending, and lets what queued meanwhile out again. */
export function SendingSwitch() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const viewer = useViewer();
  const [asking, setAsking] = useState(false);
  const sending = useQuery(trpc.operations.sending.queryOptions());
  const onSettled = () => queries.invalidateQueries({ queryKey: trpc.operations.pathKey() });
  const stop = useMutation(
    trpc.operations.stopSending.mutationOptions({
      onSuccess: () => setAsking(false),
      onSettled,
      meta: { handlesErrors: true },
    }),
  );
  const resume = useMutation(
    trpc.operations.resumeSending.mutationOptions({
      onSuccess: () => toast.success("What queued goes out now, slowly at first."),
      onSettled,
    }),
  );
  if (viewer.role !== "admin" || !sending.data) return null;
  if (sending.data.stopped) {
    return (
      <Button variant="primary" loading={resume.isPending} onClick={() => resume.mutate()}>
        Send again
      </Button>
    );
  }
  return (
    <>
      <Button variant="danger" onClick={() => setAsking(true)}>
        Stop all sending
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={(open) => {
          setAsking(open);
          stop.reset();
        }}
        title="Stop all sending?"
        description="What is being sent ends; after that nothing goes to any system, and actions queue until you let them out. Records, reviews and everything inside Handoff go on."
        action="Stop all sending"
        danger
        reason={{ label: "Why", placeholder: "Everybody sees this while it is stopped" }}
        loading={stop.isPending}
        problem={stop.isError ? errorSentence(stop.error) : null}
        onConfirm={(why) => stop.mutate({ why })}
      />
    </>
  );
}
