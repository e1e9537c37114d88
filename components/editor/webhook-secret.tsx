"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { errorSentence, type Outputs, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Copyable } from "@/components/ui/copyable";
import { Time } from "@/components/ui/time";
import { PasteSecret } from "./paste-secret";

type Endpoint = Outputs["workflows"]["endpoints"][number];

/** A webhook's secret: ours can be shown and copied, one that the sender made is pasted and never seen again. */
export function WebhookSecret({ workflowId, endpoint }: { workflowId: string; endpoint: Endpoint }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [shown, setShown] = useState<string | null>(null);
  const [pasting, setPasting] = useState(false);
  const [ending, setEnding] = useState(false);
  const refresh = () => queries.invalidateQueries(trpc.workflows.endpoints.queryOptions({ workflowId }));
  const reveal = useMutation(
    trpc.workflows.revealSecret.mutationOptions({ onSuccess: ({ secret }) => setShown(secret) }),
  );
  const rotate = useMutation(
    trpc.workflows.rotateSecret.mutationOptions({
      onSuccess: async ({ secret }) => {
        setShown(secret);
        await refresh();
        toast.success("The secret was replaced. The old one works for another day.");
      },
    }),
  );
  const end = useMutation(
    trpc.workflows.endOldSecret.mutationOptions({
      meta: { handlesErrors: true },
      onSuccess: async () => {
        setEnding(false);
        await refresh();
        toast.success("The old secret no longer works.");
      },
    }),
  );
  const { id: endpointId } = endpoint;
  const replace = (label: string) => (
    <Button size="small" loading={rotate.isPending} onClick={() => rotate.mutate({ endpointId })}>
      {label}
    </Button>
  );

  return (
    <div className="flex flex-col gap-2">
      {endpoint.secretPasted ? (
        <p className="text-[13px] text-muted">
          The secret that the sender made is in use. It is not shown again.
        </p>
      ) : (
        shown && !pasting && <Copyable text={shown} label="secret" />
      )}
      {pasting ? (
        <PasteSecret
          endpointId={endpointId}
          onDone={async (kept) => {
            setPasting(false);
            if (!kept) return;
            setShown(null);
            await refresh();
          }}
        />
      ) : (
        <div className="flex flex-wrap gap-2">
          {!endpoint.secretPasted && !shown && endpoint.hasSecret && (
            <Button size="small" loading={reveal.isPending} onClick={() => reveal.mutate({ endpointId })}>
              Show the secret
            </Button>
          )}
          {endpoint.secretPasted ? replace("Use a secret made here") : shown && replace("Make a new one")}
          <Button size="small" onClick={() => setPasting(true)}>
            {endpoint.secretPasted ? "Paste another" : "Paste the sender's secret"}
          </Button>
        </div>
      )}
      {endpoint.oldSecretUntil && (
        <p className="flex flex-wrap items-center gap-2 text-muted text-xs">
          <span>
            The secret before this one stops working <Time at={endpoint.oldSecretUntil} />.
          </span>
          <Button variant="quiet" size="small" onClick={() => setEnding(true)}>
            End it now…
          </Button>
        </p>
      )}
      <ConfirmDialog
        open={ending}
        onOpenChange={(open) => {
          setEnding(open);
          end.reset();
        }}
        title="End the old secret now?"
        description="Whatever is still signed with it is refused from then on. Make sure that the sender uses the new one."
        action="End the old secret"
        danger
        loading={end.isPending}
        problem={end.isError ? errorSentence(end.error) : null}
        onConfirm={() => end.mutate({ endpointId })}
      />
    </div>
  );
}
