"use client";
import { useMemo } from "react";
import type { Value } from "@/workflow/expressions/schema";
import type { FieldType } from "@/workflow/nodes/define";
import { ChipEditor } from "./chip-editor";
import type { Source } from "./field-picker";
import { segmentsToValue, valueToSegments } from "./segments";

/** A constant, a field, or text with fields in it. */
export function ValueField(props: {
  id?: string;
  value: Value | undefined;
  onChange: (value: Value) => void;
  sources: readonly Source[];
  expected?: FieldType;
  multiline?: boolean;
  disabled?: boolean;
  invalid?: boolean;
  label: string;
}) {
  const { value, expected, onChange, ...rest } = props;
  const segments = useMemo(() => valueToSegments(value), [value]);
  return (
    <ChipEditor
      {...rest}
      segments={segments}
      onChange={(next) => onChange(segmentsToValue(next, expected))}
    />
  );
}
