"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { toast } from "sonner";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { LoadProblem } from "@/components/ui/load-problem";
import { Skeleton } from "@/components/ui/skeleton";
import { WhyField } from "@/components/ui/why-field";
import { entriesOf, inputOf, textsOf } from "./edit-fields";
import { EffectFields } from "./effect-fields";

type Form = Outputs["operations"]["repeatForm"];

/** Has a failed action done again by itself, changed or as it was; says what stays, or why it is not done again. */
export function DoAgainDialog(props: { effectId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const { data, ...form } = useQuery({
    ...trpc.operations.repeatForm.queryOptions({ effectId: props.effectId }),
    staleTime: 0,
    refetchOnWindowFocus: false,
  });
  if (data && data.refusal === null) return <DoAgainFields form={data} {...props} />;
  return (
    <Dialog open wide onOpenChange={(open) => !open && props.onClose()} title="Do it again">
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

function DoAgainFields({ form, effectId, onClose }: { form: Form; effectId: string; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const entries = useMemo(() => entriesOf(form.fields), [form.fields]);
  const [texts, setTexts] = useState(() => textsOf(entries));
  const [why, setWhy] = useState("");
  const [tried, setTried] = useState(false);
  const again = useMutation(
    trpc.operations.doAgain.mutationOptions({
      onSuccess: ({ state, confirmed, reason }) => {
        if (confirmed) toast.success("It was done again, and confirmed.");
        else if (state === "held") toast.info("A guardrail holds it: somebody else decides in the inbox.");
        else toast.info(`It is not confirmed yet. ${reason}`.trim());
        onClose();
      },
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries({ queryKey: trpc.operations.pathKey() }),
          queries.invalidateQueries({ queryKey: trpc.runs.pathKey() }),
        ]),
      meta: { handlesErrors: true },
    }),
  );
  const { input, malformed } = inputOf(entries, texts);
  const missing = why.trim() === "";
  const send = () => {
    setTried(true);
    if (!missing) again.mutate({ effectId, input, why: why.trim() });
  };
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title="Do it again"
      description={form.summary}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            Leave it
          </Button>
          <Button variant="primary" disabled={malformed.length > 0} loading={again.isPending} onClick={send}>
            Do it again
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {form.reason && <p className="break-words text-[13px]">{form.reason}</p>}
        <p className="text-[13px]">{form.stays}</p>
        <EffectFields entries={entries} texts={texts} malformed={malformed} onChange={setTexts} />
        <WhyField id="again-why" missing={tried && missing} value={why} onChange={setWhy} />
        <p className="text-muted text-xs">
          It is a new action with a key of its own. The guardrails judge it as if it were wanted now.
        </p>
        {again.isError && (
          <p role="alert" className="text-[13px] text-state-failed">
            {errorSentence(again.error)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
