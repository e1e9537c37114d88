"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { toast } from "sonner";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";

export function DeleteRecord(props: {
  record: Outputs["records"]["get"];
  onClose: () => void;
  onDeleted: () => void;
}) {
  const { record, onClose, onDeleted } = props;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const remove = useMutation(
    trpc.records.remove.mutationOptions({
      onSuccess: () => {
        toast.success(`“${record.title}” is deleted.`);
        onDeleted();
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.records.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete “${record.title}”?`}
      description="Workflows no longer find it. An admin can bring it back from the audit log."
      action="Delete"
      danger
      reason={{ label: "Why", placeholder: "Kept in the audit log" }}
      loading={remove.isPending}
      problem={remove.isError ? errorSentence(remove.error) : null}
      onConfirm={(why) => remove.mutate({ recordId: record.id, version: record.version, why })}
    />
  );
}
