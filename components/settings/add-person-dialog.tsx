"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { toast } from "sonner";
import { useTRPC } from "@/components/api";
import { fieldProblem, formProblem } from "@/components/field-problem";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { ROLES, type Role } from "./roles";

const FIELDS = ["name", "email", "password"] as const;
type TextField = (typeof FIELDS)[number];

const INPUTS: Record<TextField, { label: string; type: string; autoComplete: string; help?: string }> = {
  name: { label: "Name", type: "text", autoComplete: "off" },
  email: { label: "Email", type: "email", autoComplete: "off", help: "They sign in with it." },
  password: {
    label: "First password",
    type: "password",
    autoComplete: "new-password",
    help: "At least 10 characters. Tell it to them in person.",
  },
};

export function AddPersonDialog(props: { onClose: () => void; onAdded: () => unknown }) {
  const trpc = useTRPC();
  const [text, setText] = useState<Record<TextField, string>>({ name: "", email: "", password: "" });
  const [role, setRole] = useState<Role>("reviewer");
  const add = useMutation(
    trpc.settings.addPerson.mutationOptions({
      onSuccess: () => {
        toast.success(`${text.name.trim()} can sign in now.`);
        props.onClose();
        void props.onAdded();
      },
      meta: { handlesErrors: true },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title="Add a person"
      footer={
        <>
          <Button variant="quiet" onClick={props.onClose}>
            Not now
          </Button>
          <Button type="submit" form="add-person" variant="primary" loading={add.isPending}>
            Add
          </Button>
        </>
      }
    >
      <form
        id="add-person"
        className="flex flex-col gap-4"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate({ ...text, email: text.email.trim(), role });
        }}
      >
        {FIELDS.map((field) => {
          const { label, help, ...input } = INPUTS[field];
          const problem = fieldProblem(add.error, field);
          return (
            <Field key={field} id={`person-${field}`} label={label} help={help} error={problem}>
              <Input
                id={`person-${field}`}
                {...input}
                value={text[field]}
                aria-invalid={problem !== undefined}
                aria-describedby={problem ? `person-${field}-error` : undefined}
                onChange={(event) => setText({ ...text, [field]: event.target.value })}
              />
            </Field>
          );
        })}
        <Field id="person-role" label="Role" help={ROLES.find(({ id }) => id === role)?.description}>
          <Select
            id="person-role"
            value={role}
            options={ROLES.map(({ id, label }) => ({ value: id, label }))}
            onValueChange={(next) => setRole(next as Role)}
          />
        </Field>
        {formProblem(add.error, FIELDS) && (
          <p role="alert" className="text-[13px] text-state-failed">
            {formProblem(add.error, FIELDS)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
