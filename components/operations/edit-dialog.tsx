"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { entriesOf, inputOf, textsOf } from "./edit-fields";
import { EffectFields } from "./effect-fields";

type Form = Outputs["operations"]["editForm"];

/** Changes what a blocked action would do, field by field, and has it tried again. */
export function EditDialog(props: { effectId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const { data, ...form } = useQuery({
    ...trpc.operations.editForm.queryOptions({ effectId: props.effectId }),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  if (data && data.refusal === null) return <EditFields key={data.seen} form={data} {...props} />;
  return (
    <Dialog open wide onOpenChange={(open) => !open && props.onClose()} title="Change and try again">
      {data ? (
        <p className="text-[13px]">{data.refusal}</p>
      ) : form.isPending ? (
        <Skeleton className="h-40" />
      ) : (
        <LoadProblem title="The action could not be loaded" error={form.error} onRetry={form.refetch} />
      )}
    </Dialog>
  );
}

function EditFields({ form, effectId, onClose }: { form: Form; effectId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const entries = useMemo(() => entriesOf(form.fields), [form.fields]);
  const [texts, setTexts] = useState(() => textsOf(entries));
  const edit = useMutation(
    trpc.operations.editAndRetry.mutationOptions({
      onSuccess: ({ held }) => {
        if (held) toast.info("It is changed, and a guardrail holds it: somebody decides in the inbox.");
        else toast.success("It is changed and being tried now.");
        onClose();
      },
      onSettled: () => queries.invalidateQueries({ queryKey: trpc.operations.pathKey() }),
      meta: { handlesErrors: true },
    }),
  );
  const { input, malformed } = inputOf(entries, texts);
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title="Change and try again"
      description={form.summary}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            Leave it as it is
          </Button>
          <Button
            variant="primary"
            disabled={malformed.length > 0}
            loading={edit.isPending}
            onClick={() => edit.mutate({ effectId, input, seen: form.seen })}
          >
            Change and try again
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {form.reason && <p className="break-words text-[13px]">{form.reason}</p>}
        <EffectFields entries={entries} texts={texts} malformed={malformed} onChange={setTexts} />
        <p className="text-muted text-xs">
          The guardrails judge it again as it is now. The audit log keeps what it was before.
        </p>
        {edit.isError && (
          <p role="alert" className="text-[13px] text-state-failed">
            {errorSentence(edit.error)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
