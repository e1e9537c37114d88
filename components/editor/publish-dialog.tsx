"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { Problem } from "@/workflow/graph/validate";
import { useEditor } from "./store";

/** Makes the draft what new events run on, or says what keeps it from that. */
export function PublishDialog(props: {
  workflowId: string;
  nextNumber: number;
  problems: readonly Problem[];
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const saveState = useEditor((state) => state.saveState);
  const revision = useEditor((state) => state.revision);
  const [name, setName] = useState("");
  const [problem, setProblem] = useState<string>();
  const errors = props.problems.filter((each) => each.severity === "error");
  const publish = useMutation(
    trpc.workflows.publish.mutationOptions({
      meta: { handlesErrors: true },
      onSuccess: async ({ number }) => {
        toast.success(`Version ${number} is live. New events run on it.`);
        setName("");
        props.onOpenChange(false);
        await queries.invalidateQueries({ queryKey: trpc.workflows.pathKey() });
      },
      onError: (error) => setProblem(errorSentence(error)),
    }),
  );
  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => {
        setProblem(undefined);
        props.onOpenChange(open);
      }}
      title={`Publish version ${props.nextNumber}`}
      description="New events run on this version. Runs in flight finish on theirs."
      footer={
        <>
          <Button onClick={() => props.onOpenChange(false)}>Not yet</Button>
          <Button
            variant="primary"
            disabled={errors.length > 0 || saveState !== "saved"}
            loading={publish.isPending}
            onClick={() =>
              publish.mutate({
                workflowId: props.workflowId,
                revision,
                ...(name.trim() ? { name: name.trim() } : {}),
              })
            }
          >
            {saveState === "saved" ? "Publish" : "Saving first"}
          </Button>
        </>
      }
    >
      {errors.length > 0 ? (
        <div className="text-[13px]">
          <p className="mb-2 font-medium text-state-failed">
            {errors.length === 1
              ? "One problem stands in the way:"
              : `${errors.length} problems stand in the way:`}
          </p>
          <ul className="list-disc pl-5">
            {errors.slice(0, 6).map((each) => (
              <li key={`${each.nodeId}${each.message}`}>{each.message}</li>
            ))}
          </ul>
        </div>
      ) : (
        <Field
          id="version-name"
          label="What changed (optional)"
          help="Helps others find this version later."
          error={problem}
        >
          <Input
            id="version-name"
            value={name}
            maxLength={120}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      )}
    </Dialog>
  );
}
