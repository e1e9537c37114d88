"use client";
import { useMemo } from "react";
import { cn } from "@/components/ui/cn";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { type ControlProps, useFormContext } from "./form-context";

/** Controls for settings that say when: a time of day, a time zone, days of the week, so long before a date. */

export function TimeControl({ id, value, onChange, invalid, describedBy }: ControlProps<string>) {
  const { disabled } = useFormContext();
  return (
    <Input
      id={id}
      type="time"
      className="w-32"
      value={value ?? ""}
      disabled={disabled}
      aria-invalid={invalid}
      aria-describedby={describedBy}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** Hundreds to choose from: typing a part of the name finds it. */
export function TimeZoneControl({
  setting,
  id,
  value,
  onChange,
  invalid,
  describedBy,
}: ControlProps<string>) {
  const { catalog, disabled } = useFormContext();
  const zones = useMemo(() => ["UTC", ...Intl.supportedValuesOf("timeZone")], []);
  return (
    <>
      <Input
        id={id}
        list={`${id}-zones`}
        value={value ?? ""}
        placeholder={catalog.timeZone ?? setting.meta.placeholder}
        disabled={disabled}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.value.trim())}
      />
      <datalist id={`${id}-zones`}>
        {zones.map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
    </>
  );
}

const DAYS = [
  { value: "mon", short: "Mo", label: "Monday" },
  { value: "tue", short: "Tu", label: "Tuesday" },
  { value: "wed", short: "We", label: "Wednesday" },
  { value: "thu", short: "Th", label: "Thursday" },
  { value: "fri", short: "Fr", label: "Friday" },
  { value: "sat", short: "Sa", label: "Saturday" },
  { value: "sun", short: "Su", label: "Sunday" },
];

export function WeekdaysControl({ setting, id, value, onChange }: ControlProps<string[]>) {
  const { disabled } = useFormContext();
  const chosen = value ?? [];
  return (
    <fieldset id={id} aria-label={setting.meta.label} className="flex flex-wrap gap-1">
      {DAYS.map((day) => {
        const pressed = chosen.includes(day.value);
        return (
          <button
            key={day.value}
            type="button"
            aria-label={day.label}
            aria-pressed={pressed}
            disabled={disabled}
            className={cn(
              "h-8 w-9 rounded-md border text-[13px] pointer-coarse:h-10 pointer-coarse:w-11",
              pressed
                ? "border-accent bg-accent text-on-accent"
                : "border-field-line bg-field hover:bg-hover",
            )}
            onClick={() =>
              onChange(pressed ? chosen.filter((each) => each !== day.value) : [...chosen, day.value])
            }
          >
            {day.short}
          </button>
        );
      })}
    </fieldset>
  );
}

type TimeOffset = { amount: number; unit: string; direction: string };

/** "3 days before": how long, in what, and on which side of the date. */
export function TimeOffsetControl({ id, value, onChange, invalid, describedBy }: ControlProps<TimeOffset>) {
  const { disabled } = useFormContext();
  const offset = value ?? { amount: 3, unit: "days", direction: "before" };
  return (
    <div className="flex flex-wrap gap-2">
      <Input
        id={id}
        type="number"
        min={0}
        className="w-20"
        value={Number.isFinite(offset.amount) ? offset.amount : ""}
        disabled={disabled}
        aria-invalid={invalid}
        aria-describedby={describedBy}
        onChange={(event) => onChange({ ...offset, amount: event.target.valueAsNumber })}
      />
      <Select
        aria-label="Counted in"
        value={offset.unit}
        disabled={disabled}
        onValueChange={(unit) => onChange({ ...offset, unit })}
        options={[
          { value: "hours", label: "hours" },
          { value: "days", label: "days" },
          { value: "business-days", label: "business days" },
        ]}
      />
      <Select
        aria-label="Before or after the date"
        value={offset.direction}
        disabled={disabled}
        onValueChange={(direction) => onChange({ ...offset, direction })}
        options={[
          { value: "before", label: "before the date" },
          { value: "after", label: "after the date" },
        ]}
      />
    </div>
  );
}
