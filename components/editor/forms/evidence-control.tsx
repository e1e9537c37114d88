"use client";
import { Input } from "@/components/ui/input";
import type { Value } from "@/workflow/expressions/schema";
import { type ControlProps, useFormContext } from "./form-context";
import { Rows } from "./rows";
import { EMPTY_VALUE } from "./segments";
import { ValueField } from "./value-field";

type EvidenceRow = { label: string; value: Value };

/** What a reviewer is shown, line by line. */
export function EvidenceControl({ value, onChange }: ControlProps<EvidenceRow[]>) {
  const { sources, disabled } = useFormContext();
  const rows = value ?? [];
  return (
    <Rows
      items={rows}
      onChange={onChange}
      movable
      addLabel="Line"
      rowLabel={(index) => rows[index]?.label || `line ${index + 1}`}
      fresh={() => ({ label: "", value: EMPTY_VALUE })}
    >
      {(row, change) => (
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-2">
          <Input
            aria-label="Label"
            placeholder="Label"
            value={row.label}
            disabled={disabled}
            onChange={(event) => change({ ...row, label: event.target.value })}
          />
          <ValueField
            label={`Value of ${row.label || "the line"}`}
            value={row.value}
            sources={sources}
            disabled={disabled}
            onChange={(next) => change({ ...row, value: next })}
          />
        </div>
      )}
    </Rows>
  );
}
