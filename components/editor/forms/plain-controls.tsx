"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { Textarea } from "@/components/ui/textarea";
import type { Reference, Value } from "@/workflow/expressions/schema";
import { FieldPicker, referenceLabel } from "./field-picker";
import { type ControlProps, useFieldsOf, useFormContext } from "./form-context";
import { ValueField } from "./value-field";

/** Controls for settings that are one thing: a text, a number, a choice, a value. */

const NONE = "none";

export function TextControl({ setting, id, value, onChange, invalid, describedBy }: ControlProps<string>) {
  const { disabled } = useFormContext();
  return (
    <Input
      id={id}
      value={value ?? ""}
      placeholder={setting.meta.placeholder}
      disabled={disabled}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export function TextareaControl({
  setting,
  id,
  value,
  onChange,
  invalid,
  describedBy,
}: ControlProps<string>) {
  const { disabled } = useFormContext();
  return (
    <Textarea
      id={id}
      rows={setting.meta.lines ?? 3}
      value={value ?? ""}
      placeholder={setting.meta.placeholder}
      disabled={disabled}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

export function NumberControl({
  id,
  value,
  onChange,
  invalid,
  describedBy,
}: ControlProps<number | undefined>) {
  const { disabled } = useFormContext();
  return (
    <Input
      id={id}
      type="number"
      className="w-36"
      value={value ?? ""}
      disabled={disabled}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value === "" ? undefined : Number(event.target.value))}
    />
  );
}

export function SwitchControl({ id, value, onChange }: ControlProps<boolean>) {
  const { disabled } = useFormContext();
  return <Switch id={id} checked={value ?? false} disabled={disabled} onCheckedChange={onChange} />;
}

/** One of a list, or what to do when the list is empty. */
export function Choice(
  props: ControlProps<string> & { options: { value: string; label: string }[]; empty: string },
) {
  const { disabled } = useFormContext();
  const { id, value, onChange, invalid, describedBy, options, empty } = props;
  return (
    <Select
      id={id}
      value={value ?? ""}
      onValueChange={(next) => onChange(next === NONE ? "" : next)}
      options={options}
      placeholder={options.length > 0 ? "Choose" : empty}
      disabled={disabled || options.length === 0}
      aria-invalid={invalid}
      aria-describedby={describedBy}
    />
  );
}

export function SelectControl(props: ControlProps<string>) {
  return (
    <Choice {...props} options={[...(props.setting.meta.options ?? [])]} empty="Nothing to choose from" />
  );
}

export function CollectionControl(props: ControlProps<string>) {
  const { catalog } = useFormContext();
  const options = catalog.collections.map(({ id, name }) => ({ value: id, label: name }));
  return <Choice {...props} options={options} empty="No collections yet. Create one under Records." />;
}

export function FieldOfCollectionControl(props: ControlProps<string>) {
  const { config } = useFormContext();
  const { collectionFrom = "", fieldTypes } = props.setting.meta;
  const options = useFieldsOf(props.setting)
    .filter(({ type }) => fieldTypes?.includes(type) ?? true)
    .map(({ key, label }) => ({ value: key, label }));
  const empty = config[collectionFrom] ? "This collection has no such field" : "Choose a collection first";
  return <Choice {...props} options={options} empty={empty} />;
}

export function OwnFieldControl(props: ControlProps<string>) {
  const { config } = useFormContext();
  const list = config[props.setting.meta.fieldsFrom ?? ""];
  const fields = Array.isArray(list)
    ? (list as { key: string; label: string }[]).filter((field) => field.key)
    : [];
  const options = [
    { value: NONE, label: "None" },
    ...fields.map(({ key, label }) => ({ value: key, label: label || key })),
  ];
  return <Choice {...props} value={props.value || NONE} options={options} empty="Add fields first" />;
}

export function ConnectionControl(props: ControlProps<string>) {
  const { catalog } = useFormContext();
  const options = catalog.connections
    .filter(({ connector }) => !props.setting.meta.connector || connector === props.setting.meta.connector)
    .map(({ id, name }) => ({ value: id, label: name }));
  return <Choice {...props} options={options} empty="No connection yet. An admin adds one under Settings." />;
}

export function CurrencyControl(props: ControlProps<string>) {
  const { disabled } = useFormContext();
  return (
    <Input
      id={props.id}
      className="w-24 uppercase"
      maxLength={3}
      value={props.value ?? ""}
      placeholder="EUR"
      disabled={disabled}
      aria-invalid={props.invalid}
      aria-describedby={props.describedBy}
      onChange={(event) => props.onChange(event.target.value.toUpperCase())}
    />
  );
}

export function ValueControl({ setting, id, value, onChange, invalid }: ControlProps<Value>) {
  const { sources, disabled } = useFormContext();
  const multiline = setting.meta.widget === "text-value" && (setting.meta.lines ?? 1) > 1;
  return (
    <ValueField
      id={id}
      label={setting.meta.label}
      value={value}
      onChange={onChange}
      sources={sources}
      multiline={multiline}
      disabled={disabled}
      invalid={invalid}
    />
  );
}

export function ReferenceControl({ setting, value, onChange }: ControlProps<Reference | undefined>) {
  const { sources, disabled } = useFormContext();
  return (
    <div className="flex min-h-8 items-center gap-2">
      {value ? (
        <span className="handoff-chip">{referenceLabel(value, sources)}</span>
      ) : (
        <span className="text-[13px] text-muted">No field chosen</span>
      )}
      <FieldPicker
        sources={sources}
        disabled={disabled}
        label={value ? `Change ${setting.meta.label.toLowerCase()}` : "Choose a field"}
        onPick={onChange}
      />
    </div>
  );
}

const UNITS = ["minutes", "hours", "days"] as const;
type Duration = { amount: number; unit: (typeof UNITS)[number] };

export function DurationControl({ id, value, onChange, invalid, describedBy }: ControlProps<Duration>) {
  const { disabled } = useFormContext();
  const duration = value ?? { amount: 1, unit: "hours" };
  return (
    <div className="flex gap-2">
      <Input
        id={id}
        type="number"
        min={1}
        className="w-24"
        value={duration.amount}
        disabled={disabled}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onChange={(event) => onChange({ ...duration, amount: Number(event.target.value) })}
      />
      <Select
        aria-label="Unit"
        value={duration.unit}
        disabled={disabled}
        onValueChange={(unit) => onChange({ ...duration, unit: unit as Duration["unit"] })}
        options={UNITS.map((unit) => ({ value: unit, label: unit }))}
      />
    </div>
  );
}

type Reviewers = { role: string } | { people: string[] };

/** Anybody of a role, or exactly these people. */
export function ReviewersControl({ id, value, onChange }: ControlProps<Reviewers>) {
  const { catalog, disabled } = useFormContext();
  const reviewers = value ?? { role: "reviewer" };
  const kind = "people" in reviewers ? "people" : reviewers.role;
  return (
    <div className="flex flex-col gap-2">
      <Select
        id={id}
        value={kind}
        disabled={disabled}
        onValueChange={(next) => onChange(next === "people" ? { people: [] } : { role: next })}
        options={[
          { value: "reviewer", label: "Any reviewer" },
          { value: "builder", label: "Any builder" },
          { value: "admin", label: "Any admin" },
          { value: "people", label: "These people" },
        ]}
      />
      {"people" in reviewers && (
        <ul className="flex flex-col gap-1">
          {catalog.people.map((person) => (
            <li key={person.id}>
              {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox stands inside */}
              <label className="flex h-7 pointer-coarse:h-10 items-center gap-2 text-[13px]">
                <Checkbox
                  checked={reviewers.people.includes(person.id)}
                  disabled={disabled}
                  onCheckedChange={(checked) =>
                    onChange({
                      people: checked
                        ? [...reviewers.people, person.id]
                        : reviewers.people.filter((each) => each !== person.id),
                    })
                  }
                />
                {person.name}
                <span className="text-muted text-xs">{person.role}</span>
              </label>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
