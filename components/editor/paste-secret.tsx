"use client";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** Takes a secret that the sender made; it is never shown again. */
export function PasteSecret({ endpointId, onDone }: { endpointId: string; onDone: (kept: boolean) => void }) {
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
