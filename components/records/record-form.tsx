"use client";
import { Field as LabelledField } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { Textarea } from "@/components/ui/textarea";
import type { Field } from "@/workflow/nodes/define";
import type { Entries } from "./record-values";

const NOTHING = " ";

/** One control for each field of a record, fitting its type. */
export function RecordForm(props: {
  fields: readonly Field[];
  entries: Entries;
  onChange: (entries: Entries) => void;
  problem: (key: string) => string | undefined;
}) {
  return props.fields.map((field) => {
    const id = `record-${field.key}`;
    const problem = props.problem(field.key);
    return (
      <LabelledField
        key={field.key}
        id={id}
        label={field.required ? field.label : `${field.label} (optional)`}
        help={field.type === "list" ? "Separate entries with commas." : undefined}
        error={problem}
      >
        <Control
          id={id}
          field={field}
          value={props.entries[field.key] ?? ""}
          invalid={problem !== undefined}
          onChange={(text) => props.onChange({ ...props.entries, [field.key]: text })}
        />
      </LabelledField>
    );
  });
}

function Control(props: {
  id: string;
  field: Field;
  value: string;
  invalid: boolean;
  onChange: (text: string) => void;
}) {
  const { id, field, value, invalid, onChange } = props;
  const common = {
    id,
    "aria-invalid": invalid,
    "aria-describedby": invalid ? `${id}-error` : undefined,
  };
  switch (field.type) {
    case "boolean":
      return <Switch {...common} checked={value === "true"} onCheckedChange={(on) => onChange(String(on))} />;
    case "choice":
      return (
        <Select
          {...common}
          value={value}
          placeholder="Nothing"
          options={[
            ...(field.required ? [] : [{ value: NOTHING, label: "Nothing" }]),
            ...(field.options ?? []).map((option) => ({ value: option, label: option })),
          ]}
          onValueChange={(next) => onChange(next === NOTHING ? "" : next)}
        />
      );
    case "long-text":
      return (
        <Textarea {...common} rows={4} value={value} onChange={(event) => onChange(event.target.value)} />
      );
    default:
      return (
        <Input
          {...common}
          type={field.type === "email" ? "email" : "text"}
          inputMode={field.type === "number" || field.type === "money" ? "decimal" : undefined}
          placeholder={field.type === "date" ? "2026-01-31" : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
