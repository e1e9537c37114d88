"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { type Outputs, useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Copyable } from "@/components/ui/copyable";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Time } from "@/components/ui/time";

type Endpoint = Outputs["workflows"]["endpoints"][number];

/** A webhook's secret: ours can be shown and copied, one that the sender made is pasted and never seen again. */
export function WebhookSecret({ workflowId, endpoint }: { workflowId: string; endpoint: Endpoint }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [shown, setShown] = useState<string | null>(null);
  const [pasting, setPasting] = useState(false);
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
      onSuccess: async () => {
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
          {endpoint.secretPasted ? replace("Use a secret made here") : shown && replace("Replace")}
          <Button size="small" onClick={() => setPasting(true)}>
            {endpoint.secretPasted ? "Paste another" : "Paste the sender's secret"}
          </Button>
        </div>
      )}
      {endpoint.oldSecretUntil && (
        <p className="flex flex-wrap items-center gap-2 text-muted text-xs">
          <span>
            The secret before it stops working <Time at={endpoint.oldSecretUntil} />.
          </span>
          <Button
            variant="quiet"
            size="small"
            loading={end.isPending}
            onClick={() => end.mutate({ endpointId })}
          >
            End it now
          </Button>
        </p>
      )}
    </div>
  );
}

function PasteSecret({ endpointId, onDone }: { endpointId: string; onDone: (kept: boolean) => void }) {
  const trpc = useTRPC();
  const [secret, setSecret] = useState("");
  const paste = useMutation(
    trpc.workflows.pasteSecret.mutationOptions({
      meta: { handlesErrors: true },
      onSuccess: () => {
        toast.success("The sender's secret is kept. The one before it works for another day.");
        onDone(true);
      },
    }),
  );
  const problem = fieldProblem(paste.error, "secret") ?? formProblem(paste.error, ["secret"]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    paste.mutate({ endpointId, secret });
  };
  const id = `secret-${endpointId}`;
  return (
    <form onSubmit={submit} className="flex flex-col gap-2">
      <Field
        id={id}
        label="The sender's secret"
        help="Stripe, Slack and Shopify make one and show it beside the address. It is kept encrypted and not shown again."
        error={problem}
      >
        <Input
          id={id}
          type="password"
          autoComplete="off"
          autoFocus
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? `${id}-error` : `${id}-help`}
        />
      </Field>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" size="small" loading={paste.isPending}>
          Keep it
        </Button>
        <Button variant="quiet" size="small" onClick={() => onDone(false)}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
