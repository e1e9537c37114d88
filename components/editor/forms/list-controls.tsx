"use client";
import { ArrowDown, ArrowUp, Plus, X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import type { Condition, Mapping, Value } from "@/workflow/expressions/schema";
import { ConditionField } from "./condition-field";
import { type ControlProps, useCollectionFields, useFormContext } from "./form-context";
import { ValueField } from "./value-field";

/** Controls for settings that are lists: branches, assignments, filters, form fields, evidence, answers. */

const EMPTY_VALUE: Value = { kind: "literal", value: "" };

/** Rows that can be added, removed and moved; how a row looks is the caller's. */
function Rows<T>(props: {
  items: readonly T[];
  onChange: (items: T[]) => void;
  fresh: () => T;
  addLabel: string;
  rowLabel: (index: number) => string;
  movable?: boolean;
  fixed?: (item: T) => boolean;
  children: (item: T, change: (item: T) => void, index: number) => ReactNode;
}) {
  const { disabled } = useFormContext();
  const { items, onChange, movable } = props;
  const move = (from: number, to: number) => {
    const next = [...items];
    next.splice(to, 0, ...next.splice(from, 1));
    onChange(next);
  };
  return (
    <div className="flex flex-col gap-2">
      {items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
        <div key={index} className="flex items-start gap-1 rounded-md border border-line p-2">
          <div className="min-w-0 flex-1">
            {props.children(
              item,
              (next) => onChange(items.map((each, at) => (at === index ? next : each))),
              index,
            )}
          </div>
          {!disabled && !props.fixed?.(item) && (
            <div className="flex flex-col">
              <Button
                variant="quiet"
                size="icon"
                aria-label={`Remove ${props.rowLabel(index)}`}
                onClick={() => onChange(items.filter((_, at) => at !== index))}
              >
                <X size={14} aria-hidden />
              </Button>
              {movable && index > 0 && (
                <Button
                  variant="quiet"
                  size="icon"
                  aria-label={`Move ${props.rowLabel(index)} up`}
                  onClick={() => move(index, index - 1)}
                >
                  <ArrowUp size={14} aria-hidden />
                </Button>
              )}
              {movable && index < items.length - 1 && (
                <Button
                  variant="quiet"
                  size="icon"
                  aria-label={`Move ${props.rowLabel(index)} down`}
                  onClick={() => move(index, index + 1)}
                >
                  <ArrowDown size={14} aria-hidden />
                </Button>
              )}
            </div>
          )}
        </div>
      ))}
      {!disabled && (
        <Button
          variant="quiet"
          size="small"
          className="self-start"
          onClick={() => onChange([...items, props.fresh()])}
        >
          <Plus size={14} aria-hidden /> {props.addLabel}
        </Button>
      )}
    </div>
  );
}

/** A key nobody in the list has yet, made from a word. */
function freshKey(taken: readonly string[], word: string): string {
  for (let count = 1; ; count++) {
    const key = count === 1 ? word : `${word}-${count}`;
    if (!taken.includes(key)) return key;
  }
}

/** A label in words as a key: "Order number" becomes "order-number". */
function keyOf(label: string): string {
  return label
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
}

type BranchRow = { id: string; name: string; when: Condition };

export function BranchesControl({ value, onChange }: ControlProps<BranchRow[]>) {
  const { sources, disabled } = useFormContext();
  const branches = value ?? [];
  return (
    <Rows<BranchRow>
      items={branches}
      onChange={onChange}
      movable
      addLabel="Outcome"
      rowLabel={(index) => branches[index]?.name || `outcome ${index + 1}`}
      fresh={() => ({
        id: freshKey(
          branches.map((branch) => branch.id),
          "outcome",
        ),
        name: "",
        when: { combinator: "and" as const, rules: [] },
      })}
    >
      {(branch, change, index) => (
        <div className="flex flex-col gap-2">
          <Input
            aria-label={`Name of outcome ${index + 1}`}
            placeholder="Outcome, e.g. needs approval"
            value={branch.name}
            disabled={disabled}
            onChange={(event) => change({ ...branch, name: event.target.value })}
          />
          <ConditionField
            value={branch.when}
            sources={sources}
            disabled={disabled}
            onChange={(when) => change({ ...branch, when })}
          />
        </div>
      )}
    </Rows>
  );
}

export function MappingControl({ setting, value, onChange }: ControlProps<Mapping>) {
  const { sources, disabled } = useFormContext();
  const fields = useCollectionFields(setting);
  const mapping = value ?? [];
  const free = !setting.meta.collectionFrom;
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
              placeholder={fields.length > 0 ? "Field" : "Choose a collection first"}
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

const FILTER_OPERATORS = [
  { value: "is", label: "is" },
  { value: "is-not", label: "is not" },
  { value: "contains", label: "contains" },
  { value: "at-least", label: "is at least" },
  { value: "at-most", label: "is at most" },
];
type FilterRow = { field: string; operator: string; value: Value };

export function FiltersControl({ setting, value, onChange }: ControlProps<FilterRow[]>) {
  const { sources, disabled } = useFormContext();
  const fields = useCollectionFields(setting);
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

const FORM_FIELD_TYPES = [
  { value: "text", label: "Short text" },
  { value: "long-text", label: "Long text" },
  { value: "email", label: "Email" },
  { value: "number", label: "Number" },
  { value: "money", label: "Amount" },
  { value: "date", label: "Date" },
  { value: "boolean", label: "Yes or no" },
  { value: "choice", label: "Choice" },
];
type FormFieldRow = { key: string; label: string; type: string; required: boolean; options?: string[] };

export function FormFieldsControl({ value, onChange }: ControlProps<FormFieldRow[]>) {
  const { disabled } = useFormContext();
  const fields = value ?? [];
  return (
    <Rows<FormFieldRow>
      items={fields}
      onChange={onChange}
      movable
      addLabel="Field"
      rowLabel={(index) => fields[index]?.label || `field ${index + 1}`}
      fresh={() => ({
        key: freshKey(
          fields.map((field) => field.key),
          "field",
        ),
        label: "",
        type: "text",
        required: true,
      })}
    >
      {(field, change) => {
        // The key follows the label until the label has been settled once; references then stay whole.
        const followsLabel =
          field.label === "" || field.key === keyOf(field.label) || /^field(-\d+)?$/.test(field.key);
        const taken = fields.filter((each) => each !== field).map((each) => each.key);
        return (
          <div className="flex flex-col gap-2">
            <div className="grid grid-cols-[minmax(0,1fr)_8rem] gap-2">
              <Input
                aria-label="Label"
                placeholder="Label, e.g. Order number"
                value={field.label}
                disabled={disabled}
                onChange={(event) => {
                  const label = event.target.value;
                  const key = keyOf(label);
                  change({ ...field, label, key: followsLabel && key ? freshKey(taken, key) : field.key });
                }}
              />
              <Select
                aria-label="Kind"
                value={field.type}
                disabled={disabled}
                onValueChange={(type) =>
                  change({ ...field, type, options: type === "choice" ? (field.options ?? []) : undefined })
                }
                options={FORM_FIELD_TYPES}
              />
            </div>
            {field.type === "choice" && (
              <Input
                aria-label="Choices, separated by commas"
                placeholder="Choices, separated by commas"
                defaultValue={field.options?.join(", ") ?? ""}
                disabled={disabled}
                onChange={(event) =>
                  change({
                    ...field,
                    options: event.target.value
                      .split(",")
                      .map((option) => option.trim())
                      .filter(Boolean),
                  })
                }
              />
            )}
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox stands inside */}
            <label className="flex items-center gap-2 text-[13px]">
              <Checkbox
                checked={field.required}
                disabled={disabled}
                onCheckedChange={(checked) => change({ ...field, required: checked === true })}
              />
              Required
              <span className="ml-auto font-mono text-muted text-xs">{field.key}</span>
            </label>
          </div>
        );
      }}
    </Rows>
  );
}

type EvidenceRow = { label: string; value: Value };

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

type AnswerRow = { id: string; label: string; port: "approved" | "rejected"; needsRationale: boolean };

export function AnswersControl({ value, onChange }: ControlProps<AnswerRow[]>) {
  const { disabled } = useFormContext();
  const answers = value ?? [];
  return (
    <Rows
      items={answers}
      onChange={onChange}
      addLabel="Answer"
      rowLabel={(index) => answers[index]?.label || `answer ${index + 1}`}
      fixed={(answer) => answer.id === "approve" || answer.id === "reject"}
      fresh={() => {
        const id = freshKey(
          answers.map((answer) => answer.id),
          "answer",
        );
        return { id, label: "", port: "approved" as const, needsRationale: false };
      }}
    >
      {(answer, change, index) => (
        <div className="flex flex-col gap-2">
          <Input
            aria-label={`Words on answer ${index + 1}`}
            placeholder="Words on the button"
            value={answer.label}
            disabled={disabled}
            onChange={(event) => change({ ...answer, label: event.target.value })}
          />
          <Select
            aria-label={`What answer ${index + 1} counts as`}
            value={answer.port}
            disabled={disabled || answer.id === "approve" || answer.id === "reject"}
            onValueChange={(port) => change({ ...answer, port: port as AnswerRow["port"] })}
            options={[
              { value: "approved", label: "counts as approved" },
              { value: "rejected", label: "counts as rejected" },
            ]}
          />
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox stands inside */}
          <label className="flex items-center gap-2 text-[13px]">
            <Checkbox
              checked={answer.needsRationale}
              disabled={disabled}
              onCheckedChange={(checked) => change({ ...answer, needsRationale: checked === true })}
            />
            Asks for the reason
          </label>
        </div>
      )}
    </Rows>
  );
}
