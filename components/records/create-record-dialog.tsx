"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { RecordForm } from "./record-form";
import { changesOf, type Entries, isEditable } from "./record-values";

export function CreateRecordDialog(props: {
  collection: Outputs["records"]["collections"][number];
  onClose: () => void;
  onCreated: (id: string) => void;
}) {
  const { collection, onClose, onCreated } = props;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [entries, setEntries] = useState<Entries>({});
  const fields = collection.fields.filter((field) => isEditable(field, undefined));
  const create = useMutation(
    trpc.records.create.mutationOptions({
      onSuccess: ({ id }) => {
        toast.success("The record is created.");
        onClose();
        onCreated(id);
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.records.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  const problem = formProblem(
    create.error,
    fields.map(({ key }) => key),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`New record in ${collection.name}`}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            Not now
          </Button>
          <Button type="submit" form="create-record" variant="primary" loading={create.isPending}>
            Create the record
          </Button>
        </>
      }
    >
      <form
        id="create-record"
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate({ collectionId: collection.id, data: changesOf(fields, {}, entries) });
        }}
      >
        <RecordForm
          fields={fields}
          entries={entries}
          onChange={setEntries}
          problem={(key) => fieldProblem(create.error, key)}
        />
        {problem && (
          <p role="alert" className="text-[13px] text-state-failed">
            {problem}
          </p>
        )}
      </form>
    </Dialog>
  );
}
