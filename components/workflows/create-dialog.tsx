"use client";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { errorSentence, useTRPC } from "@/components/api";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { StageIcon } from "@/components/ui/stage-icon";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { blankDocument, START_KINDS, type StartKind } from "./start-kinds";

export type { StartKind };

/** Asks what starts the new workflow and what it is called, makes it, and opens it. */
export function CreateDialog(props: { start: StartKind | null; onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [start, setStart] = useState(props.start);
  const [name, setName] = useState("");
  const [tried, setTried] = useState(false);
  const create = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: ({ id }) => router.push(`/workflows/${id}`),
      meta: { handlesErrors: true },
    }),
  );
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (start && name.trim()) create.mutate({ name: name.trim(), document: blankDocument(start) });
  };
  const noName = tried && name.trim() === "";
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title="What starts this?"
      description="You can change it later; everything else is drawn on the canvas."
      footer={
        <>
          <Button variant="quiet" onClick={props.onClose}>
            Not now
          </Button>
          <Button
            type="submit"
            form="create-workflow"
            variant="primary"
            loading={create.isPending || create.isSuccess}
          >
            Draw it
          </Button>
        </>
      }
    >
      <form id="create-workflow" className="flex flex-col gap-4" noValidate onSubmit={submit}>
        <StartKinds chosen={start} onChoose={setStart} />
        {tried && !start && <p className="text-state-failed text-xs">Choose what starts the workflow.</p>}
        <Field id="new-workflow-name" label="Name" error={noName ? "Give the workflow a name." : undefined}>
          <Input
            id="new-workflow-name"
            maxLength={120}
            placeholder="What it takes care of"
            value={name}
            onChange={(event) => setName(event.target.value)}
            aria-invalid={noName}
            aria-describedby={noName ? "new-workflow-name-error" : undefined}
          />
        </Field>
        {create.isError && (
          <p role="alert" className="text-[13px] text-state-failed">
            {errorSentence(create.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}

/** The kinds of event that a workflow can begin with. */
export function StartKinds(props: { chosen?: StartKind | null; onChoose: (kind: StartKind) => void }) {
  return (
    <ul className="flex flex-col gap-2">
      {START_KINDS.map((kind) => {
        const { label, description, icon, lane } = DEFINITIONS[kind];
        return (
          <li key={kind}>
            <button
              type="button"
              aria-pressed={props.chosen === undefined ? undefined : props.chosen === kind}
              onClick={() => props.onChoose(kind)}
              className={cn(
                "flex w-full items-center gap-3 rounded-md border border-line-strong px-3 py-2.5 text-left hover:bg-hover",
                props.chosen === kind && "border-accent bg-selected outline outline-1 outline-accent",
              )}
            >
              <StageIcon lane={lane} icon={icon} />
              <span className="text-[13px]">
                <span className="block font-medium">{label}</span>
                <span className="block text-muted">{description}</span>
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
