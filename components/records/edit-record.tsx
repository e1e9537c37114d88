"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { RecordForm } from "./record-form";
import { changesOf, type Entries, isEditable, toEntry } from "./record-values";

/** Changes a record as it was when the form opened; who was faster is not overwritten. */
export function EditRecord(props: { record: Outputs["records"]["get"]; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  // What is edited stays what it was, although the page below may be refreshed meanwhile.
  const [record] = useState(props.record);
  const fields = record.fields.filter((field) => isEditable(field, record.data[field.key]));
  const [entries, setEntries] = useState<Entries>(() =>
    Object.fromEntries(fields.map(({ key }) => [key, toEntry(record.data[key])])),
  );
  const [why, setWhy] = useState("");
  const changes = changesOf(fields, record.data, entries);
  const update = useMutation(
    trpc.records.update.mutationOptions({
      onSuccess: () => {
        toast.success("The record is changed. It can be reversed in the audit log.");
        props.onClose();
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.records.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  const problem = formProblem(
    update.error,
    fields.map(({ key }) => key),
  );
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        update.mutate({ recordId: record.id, version: record.version, changes, why: why.trim() });
      }}
    >
      <RecordForm
        fields={fields}
        entries={entries}
        onChange={setEntries}
        problem={(key) => fieldProblem(update.error, key)}
      />
      <Field id="record-why" label="Why (optional)" help="Kept in the audit log.">
        <Input
          id="record-why"
          maxLength={1000}
          value={why}
          onChange={(event) => setWhy(event.target.value)}
        />
      </Field>
      {problem && (
        <p role="alert" className="text-[13px] text-state-failed">
          {problem}
        </p>
      )}
      <div className="flex gap-2">
        <Button
          type="submit"
          variant="primary"
          disabled={Object.keys(changes).length === 0}
          loading={update.isPending}
        >
          Save the change
        </Button>
        <Button variant="quiet" onClick={props.onClose}>
          Leave it as it is
        </Button>
      </div>
    </form>
  );
}
