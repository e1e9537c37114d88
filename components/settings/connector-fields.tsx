"use client";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { asked, type ConnectorField, type Entries } from "./connectors";

/** The entries of a connection's form, or of its credentials. */
export function ConnectorFields(props: {
  fields: readonly ConnectorField[];
  entries: Entries;
  onChange: (entries: Entries) => void;
  problem: (path: string) => string | undefined;
}) {
  const { entries, problem } = props;
  return asked(props.fields, entries).map((field) => {
    const id = `connection-${field.path}`;
    const value = entries[field.path] ?? "";
    const set = (next: string) => props.onChange({ ...entries, [field.path]: next });
    return (
      <Field key={field.path} id={id} label={field.label} help={field.help} error={problem(field.path)}>
        {field.kind === "choice" ? (
          <Select
            id={id}
            value={value}
            placeholder="Not said yet"
            options={field.options ?? []}
            onValueChange={set}
          />
        ) : field.kind === "switch" ? (
          <Switch id={id} checked={value === "true"} onCheckedChange={(on) => set(on ? "true" : "")} />
        ) : (
          <Input
            id={id}
            type={field.kind === "secret" ? "password" : "text"}
            autoComplete={field.kind === "secret" ? "new-password" : "off"}
            inputMode={field.kind === "number" ? "numeric" : undefined}
            placeholder={field.placeholder}
            value={value}
            aria-invalid={problem(field.path) !== undefined}
            aria-describedby={problem(field.path) ? `${id}-error` : undefined}
            onChange={(event) => set(event.target.value)}
          />
        )}
      </Field>
    );
  });
}
