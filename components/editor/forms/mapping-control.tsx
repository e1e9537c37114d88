"use client";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Mapping } from "@/workflow/expressions/schema";
import { type ControlProps, useFieldsOf, useFormContext } from "./form-context";
import { Rows } from "./rows";
import { EMPTY_VALUE } from "./segments";
import { ValueField } from "./value-field";

/** Which field gets which value. */
export function MappingControl({ setting, value, onChange }: ControlProps<Mapping>) {
  const { sources, disabled } = useFormContext();
  const fields = useFieldsOf(setting);
  const mapping = value ?? [];
  const { collectionFrom, workflowFrom, arrivalsFrom } = setting.meta;
  const free = !collectionFrom && !workflowFrom && !arrivalsFrom;
  const nothing = workflowFrom
    ? "It is given no fields"
    : arrivalsFrom
      ? "What arrives there has no fields"
      : "Choose a collection first";
  return (
    <Rows
      items={mapping}
      onChange={onChange}
      addLabel="Field"
      rowLabel={(index) => mapping[index]?.field || `field ${index + 1}`}
      fresh={() => ({
        field: fields.find((field) => !mapping.some((each) => each.field === field.key))?.key ?? "",
        value: EMPTY_VALUE,
      })}
    >
      {(row, change) => (
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-2">
          {free ? (
            <Input
              aria-label="Field name"
              placeholder="Field name"
              value={row.field}
              disabled={disabled}
              onChange={(event) => change({ ...row, field: event.target.value })}
            />
          ) : (
            <Select
              aria-label="Field"
              value={row.field}
              disabled={disabled}
              placeholder={fields.length > 0 ? "Field" : nothing}
              onValueChange={(field) => change({ ...row, field })}
              options={fields.map(({ key, label }) => ({ value: key, label }))}
            />
          )}
          <ValueField
            label={`Value of ${row.field || "the field"}`}
            value={row.value}
            expected={fields.find((field) => field.key === row.field)?.type}
            sources={sources}
            disabled={disabled}
            onChange={(next) => change({ ...row, value: next })}
          />
        </div>
      )}
    </Rows>
  );
}
