"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { errorSentence, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Textarea } from "@/components/ui/textarea";
import type { WorkflowItem } from "./workflow-item";

export function RenameDialog(props: { item: WorkflowItem; onClose: () => void; onRenamed: () => unknown }) {
  const { item, onClose, onRenamed } = props;
  const trpc = useTRPC();
  const [name, setName] = useState(item.name);
  const [description, setDescription] = useState(item.description);
  const rename = useMutation(
    trpc.workflows.rename.mutationOptions({
      onSuccess: () => {
        onClose();
        void onRenamed();
      },
      meta: { handlesErrors: true },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Rename the workflow"
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            Leave it
          </Button>
          <Button type="submit" form="rename-workflow" variant="primary" loading={rename.isPending}>
            Rename
          </Button>
        </>
      }
    >
      <form
        id="rename-workflow"
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ workflowId: item.id, name: name.trim(), description: description.trim() });
        }}
      >
        <Field id="workflow-name" label="Name">
          <Input
            id="workflow-name"
            required
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
        <Field id="workflow-description" label="Description" help="What it is for, for those who come later.">
          <Textarea
            id="workflow-description"
            rows={3}
            maxLength={2000}
            value={description}
            onChange={(event) => setDescription(event.target.value)}
          />
        </Field>
        {rename.isError && (
          <p role="alert" className="text-[13px] text-state-failed">
            {errorSentence(rename.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
