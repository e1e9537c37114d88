"use client";
import { Select } from "@/components/ui/select";
import type { Value } from "@/workflow/expressions/schema";
import { type ControlProps, useFieldsOf, useFormContext } from "./form-context";
import { Rows } from "./rows";
import { EMPTY_VALUE } from "./segments";
import { ValueField } from "./value-field";

const FILTER_OPERATORS = [
  { value: "is", label: "is" },
  { value: "is-not", label: "is not" },
  { value: "contains", label: "contains" },
  { value: "at-least", label: "is at least" },
  { value: "at-most", label: "is at most" },
];
type FilterRow = { field: string; operator: string; value: Value };

/** Tests that a record has to pass, all of them. */
export function FiltersControl({ setting, value, onChange }: ControlProps<FilterRow[]>) {
  const { sources, disabled } = useFormContext();
  const fields = useFieldsOf(setting);
  const filters = value ?? [];
  return (
    <Rows
      items={filters}
      onChange={onChange}
      addLabel="Filter"
      rowLabel={(index) => `filter ${index + 1}`}
      fresh={() => ({ field: fields[0]?.key ?? "", operator: "is", value: EMPTY_VALUE })}
    >
      {(filter, change) => (
        <div className="grid grid-cols-[minmax(0,1fr)_auto] gap-2">
          <Select
            aria-label="Field"
            value={filter.field}
            disabled={disabled}
            placeholder={fields.length > 0 ? "Field" : "Choose a collection first"}
            onValueChange={(field) => change({ ...filter, field })}
            options={fields.map(({ key, label }) => ({ value: key, label }))}
          />
          <Select
            aria-label="How it is compared"
            value={filter.operator}
            disabled={disabled}
            onValueChange={(operator) => change({ ...filter, operator })}
            options={FILTER_OPERATORS}
          />
          <div className="col-span-2">
            <ValueField
              label="Compared with"
              value={filter.value}
              sources={sources}
              disabled={disabled}
              onChange={(next) => change({ ...filter, value: next })}
            />
          </div>
        </div>
      )}
    </Rows>
  );
}
