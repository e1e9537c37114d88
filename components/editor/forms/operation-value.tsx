"use client";
import { Select } from "@/components/ui/select";
import type { Value } from "@/workflow/expressions/schema";
import type { Field } from "@/workflow/nodes/define";
import { useFormContext } from "./form-context";
import { EMPTY_VALUE } from "./segments";
import { ValueField } from "./value-field";

/** Stands for "a field of the run" among the choices; no document can have it as one of its own. */
const FROM_RUN = "\u0000from-run";

/** What one field of an operation is given: one of its choices, or a text with fields of the run in it. */
export function OperationValue(props: {
  id: string;
  field: Field;
  value: Value | undefined;
  onChange: (value: Value) => void;
}) {
  const { field, value, onChange } = props;
  const { sources, disabled } = useFormContext();
  const options = optionsOf(field);
  const chosen = value?.kind === "literal" ? String(value.value ?? "") : "";
  const offered = options.length > 0 && (value === undefined || value.kind === "literal");
  if (offered && (chosen === "" || options.some((option) => option.value === chosen))) {
    return (
      <Select
        id={props.id}
        value={chosen}
        placeholder="Choose"
        disabled={disabled}
        options={[...options, { value: FROM_RUN, label: "A field of the run…" }]}
        onValueChange={(next) =>
          onChange(
            next === FROM_RUN
              ? { kind: "text", segments: [] }
              : { kind: "literal", value: constantOf(field, next) },
          )
        }
      />
    );
  }
  return (
    <ValueField
      id={props.id}
      label={field.label}
      value={value ?? EMPTY_VALUE}
      expected={field.type}
      sources={sources}
      disabled={disabled}
      multiline={field.type === "object"}
      onChange={onChange}
    />
  );
}

function optionsOf({ type, options = [] }: Field): { value: string; label: string }[] {
  if (type === "boolean") {
    return [
      { value: "true", label: "Yes" },
      { value: "false", label: "No" },
    ];
  }
  return type === "choice"
    ? options.filter((each) => each !== "").map((each) => ({ value: each, label: each }))
    : [];
}

function constantOf({ type }: Field, chosen: string): string | boolean {
  return type === "boolean" ? chosen === "true" : chosen;
}
