"use client";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Reference } from "@/workflow/expressions/schema";
import type { Field } from "@/workflow/nodes/define";
import type { Source } from "./field-picker";
import { type ControlProps, useFormContext } from "./form-context";

const NONE = "none";

/** A field of the items of the list that another setting of this node refers to. */
export function FieldOfListControl(props: ControlProps<string>) {
  const { config, sources, disabled } = useFormContext();
  const { id, value, onChange, invalid, describedBy } = props;
  const list = config[props.setting.meta.listFrom ?? ""] as Reference | undefined;
  const fields = list ? fieldsOf(list, sources) : undefined;
  const shared = { id, disabled, "aria-invalid": invalid, "aria-describedby": describedBy };
  // What a sender's list holds is not described: then the field is named by hand.
  if (!fields) {
    return (
      <Input
        {...shared}
        value={value ?? ""}
        maxLength={100}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  return (
    <Select
      {...shared}
      value={value || NONE}
      onValueChange={(next) => onChange(next === NONE ? "" : next)}
      options={[
        { value: NONE, label: "Record id, else place in the list" },
        ...fields.map(({ key, label }) => ({ value: key, label })),
      ]}
    />
  );
}

function fieldsOf(list: Reference, sources: readonly Source[]): Field[] | undefined {
  const source = sources.find(({ from }) => from === list.from);
  const described = list.path.reduce<Field[] | undefined>(
    (fields, key) => fields?.find((field) => field.key === key)?.fields,
    source?.fields,
  );
  return described?.filter(({ type }) => type !== "object" && type !== "list");
}
