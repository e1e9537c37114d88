import type { ComponentProps } from "react";
import { cn } from "@/components/ui/cn";
import { FIELD } from "@/components/ui/input";
import type { InputField } from "@/workflow/nodes/settings";

const TALL = cn(FIELD, "h-11 px-3 text-base");

/** One field of a hosted form: what a browser offers for its type, so that it works without scripts. */
export function FormField({ field }: { field: InputField }) {
  const id = `field-${field.key}`;
  if (field.type === "boolean") {
    return (
      <div className="flex items-center gap-3 py-1">
        <input
          id={id}
          name={field.key}
          type="checkbox"
          value="true"
          className="size-5 shrink-0 accent-(--brand)"
        />
        <label htmlFor={id} className="text-base">
          {field.label}
        </label>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={id} className="flex items-baseline justify-between gap-3 font-medium text-sm">
        {field.label}
        {!field.required && <span className="font-normal text-muted text-xs">optional</span>}
      </label>
      <Control field={field} id={id} />
    </div>
  );
}

function Control({ field, id }: { field: InputField; id: string }) {
  const common = { id, name: field.key, required: field.required };
  if (field.type === "long-text") {
    return <textarea {...common} rows={5} maxLength={20_000} className={cn(FIELD, "px-3 py-2 text-base")} />;
  }
  if (field.type === "choice") {
    return (
      <select {...common} defaultValue="" className={TALL}>
        <option value="">{field.required ? "Choose one" : "None"}</option>
        {field.options?.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    );
  }
  return <input {...common} {...inputFor(field.type)} className={TALL} />;
}

function inputFor(type: InputField["type"]): ComponentProps<"input"> {
  switch (type) {
    case "email":
      return { type: "email", maxLength: 254, autoComplete: "email" };
    case "date":
      return { type: "date" };
    case "number":
      return {
        type: "text",
        inputMode: "decimal",
        pattern: "-?[0-9]+([.,][0-9]+)?",
        title: "A number, like 12.5",
      };
    case "money":
      return {
        type: "text",
        inputMode: "decimal",
        pattern: "[0-9]+([.,][0-9]{1,2})?",
        title: "An amount, like 12.50",
      };
    default:
      return { type: "text", maxLength: 2_000 };
  }
}
