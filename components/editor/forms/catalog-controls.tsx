"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { type ControlProps, useFieldsOf, useFormContext } from "./form-context";
import { Choice } from "./plain-controls";

/** Controls that choose among what the organization has. */

/** Any of a collection's fields; what none means stands in the setting's help. */
export function FieldsOfCollectionControl({ setting, value, onChange }: ControlProps<string[]>) {
  const { disabled } = useFormContext();
  const chosen = value ?? [];
  const fields = useFieldsOf(setting);
  if (fields.length === 0) return <p className="text-[13px] text-muted">Choose a collection first</p>;
  return (
    <ul className="flex flex-col gap-1">
      {fields.map(({ key, label }) => (
        <li key={key}>
          {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox stands inside */}
          <label className="flex h-7 pointer-coarse:h-10 items-center gap-2 text-[13px]">
            <Checkbox
              checked={chosen.includes(key)}
              disabled={disabled}
              onCheckedChange={(checked) =>
                onChange(checked ? [...chosen, key] : chosen.filter((each) => each !== key))
              }
            />
            {label}
          </label>
        </li>
      ))}
    </ul>
  );
}

/** Where events of others arrive. */
export function ArrivalsControl(props: ControlProps<string>) {
  const { catalog } = useFormContext();
  const options = catalog.arrivals.map(({ id, name }) => ({ value: id, label: name }));
  const empty = "None yet. Publish a workflow that a webhook or a form starts.";
  return <Choice {...props} options={options} empty={empty} />;
}

/** A workflow that others may start. */
export function WorkflowControl(props: ControlProps<string>) {
  const { catalog } = useFormContext();
  const options = catalog.workflows.map(({ id, name }) => ({ value: id, label: name }));
  const empty = "None yet. Publish one with the trigger “Started by another workflow”.";
  return <Choice {...props} options={options} empty={empty} />;
}
