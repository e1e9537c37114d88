"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { type Outputs, useTRPC } from "@/components/api";
import { OperationPicker } from "@/components/operation-picker";
import { Button } from "@/components/ui/button";
import { Field as LabelledField } from "@/components/ui/field";
import type { Mapping } from "@/workflow/expressions/schema";
import type { ChosenOperation } from "@/workflow/nodes/4-act/use-operation/definition";
import type { Field } from "@/workflow/nodes/define";
import { sameFields } from "@/workflow/operations/fields";
import { AddField } from "./add-field";
import { type ControlProps, useFormContext } from "./form-context";
import { OperationValue } from "./operation-value";
import { EMPTY_VALUE } from "./segments";

type Form = Outputs["connections"]["operation"];

/** An operation of the connection chosen above; keeps with the drawing what its form is made of. */
export function OperationControl(props: ControlProps<ChosenOperation>) {
  const { value } = props;
  const { config, disabled } = useFormContext();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const connectionId = String(config[props.setting.meta.connectionFrom ?? ""] ?? "");
  const key = value?.key ?? "";
  const standing = useQuery({
    ...trpc.connections.operation.queryOptions({ connectionId, key }),
    enabled: connectionId !== "" && key !== "",
    retry: false,
  });
  const choose = async (chosen: string) => {
    const form = await queries.fetchQuery(
      trpc.connections.operation.queryOptions({ connectionId, key: chosen }),
    );
    props.onChange(storedForm(form));
  };
  const changed =
    standing.data !== undefined &&
    value !== undefined &&
    !(sameFields(standing.data.fields, value.fields) && sameFields(standing.data.gives, value.gives));
  return (
    <>
      <OperationPicker
        id={props.id}
        connectionId={connectionId}
        value={value?.summary ?? ""}
        disabled={disabled}
        invalid={props.invalid}
        describedBy={props.describedBy}
        onPick={({ key: chosen }) => void choose(chosen)}
      />
      {standing.data && (
        <p className="truncate font-mono text-muted text-xs">
          {standing.data.method} {standing.data.path}
        </p>
      )}
      {standing.isError && key !== "" && (
        <p className="text-state-failed text-xs">
          This operation is not there any more. Choose another, or the connection that has it.
        </p>
      )}
      {changed && !disabled && (
        <p className="flex flex-wrap items-center gap-2 text-state-degraded text-xs">
          The document has changed since this was chosen.
          <Button size="small" onClick={() => void choose(key)}>
            Take over its form
          </Button>
        </p>
      )}
    </>
  );
}

function storedForm({ key, summary, method, fields, gives }: Form): ChosenOperation {
  return { key, summary, method, fields, gives };
}

/** What the operation needs, always shown; what else it takes, once it is added. */
export function OperationValuesControl({ setting, id, value, onChange }: ControlProps<Mapping>) {
  const { config, disabled } = useFormContext();
  const operation = config[setting.meta.operationFrom ?? ""] as ChosenOperation | undefined;
  const fields = operation?.fields ?? [];
  const mapping = value ?? [];
  const given = new Map(mapping.map((each) => [each.field, each.value]));
  const known = new Set(fields.map((field) => field.key));
  const shown: Field[] = [
    ...fields.filter((field) => field.required || given.has(field.key)),
    ...mapping
      .filter(({ field }) => !known.has(field))
      .map(({ field }): Field => ({ key: field, label: field, type: "text" })),
  ];
  if (!operation || operation.key === "") {
    return <p className="text-[13px] text-muted">Choose an operation first</p>;
  }
  const set = (key: string, next: Mapping[number]["value"]) =>
    onChange(
      given.has(key)
        ? mapping.map((each) => (each.field === key ? { ...each, value: next } : each))
        : [...mapping, { field: key, value: next }],
    );
  const rest = fields.filter((field) => !field.required && !given.has(field.key));
  return (
    <div id={id} className="flex flex-col gap-3">
      {shown.length === 0 && <p className="text-[13px] text-muted">It needs nothing.</p>}
      {shown.map((field) => (
        <div key={field.key} className="flex items-start gap-1">
          <LabelledField
            id={`${id}-${field.key}`}
            label={field.required ? field.label : `${field.label} (optional)`}
            help={helpFor(field)}
            className="min-w-0 flex-1"
          >
            <OperationValue
              id={`${id}-${field.key}`}
              field={field}
              value={given.get(field.key)}
              onChange={(next) => set(field.key, next)}
            />
          </LabelledField>
          {!disabled && !field.required && (
            <Button
              variant="quiet"
              size="icon"
              className="mt-6"
              aria-label={`Remove ${field.label}`}
              onClick={() => onChange(mapping.filter((each) => each.field !== field.key))}
            >
              <X size={14} aria-hidden />
            </Button>
          )}
        </div>
      ))}
      {!disabled && rest.length > 0 && (
        <AddField fields={rest} onPick={(field) => set(field.key, EMPTY_VALUE)} />
      )}
    </div>
  );
}

function helpFor({ type }: Field): string | undefined {
  if (type === "list") return "Several, separated by commas.";
  if (type === "object") return "As JSON.";
  return type === "date" ? "Like 2026-03-28, or a moment like 2026-03-28T09:30:00Z." : undefined;
}
