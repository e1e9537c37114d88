"use client";
import { Checkbox } from "@/components/ui/checkbox";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type ControlProps, useFormContext } from "./form-context";
import { freshKey, keyOf } from "./keys";
import { Rows } from "./rows";

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

/** The fields of a form or message, in their order. */
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
                placeholder="Label, e.g. Due date"
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
