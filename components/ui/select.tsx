"use client";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import { cn } from "./cn";
import { FIELD } from "./input";

export type SelectOption = { value: string; label: string };

/** One of a few. For long or searchable lists use a command list instead. */
export function Select(props: {
  value: string;
  onValueChange: (value: string) => void;
  options: readonly SelectOption[];
  placeholder?: string;
  size?: "medium" | "small";
  disabled?: boolean;
  id?: string;
  className?: string;
  "aria-label"?: string;
  "aria-invalid"?: boolean;
  "aria-describedby"?: string;
}) {
  const { value, onValueChange, options, placeholder, size = "medium", disabled, className, ...rest } = props;
  return (
    // An empty change is the control clearing itself when its options vanish; nobody chose it.
    <Radix.Root
      value={value}
      onValueChange={(next) => next !== "" && onValueChange(next)}
      disabled={disabled}
    >
      <Radix.Trigger
        {...rest}
        className={cn(
          FIELD,
          "inline-flex w-auto items-center justify-between gap-1.5 data-[placeholder]:text-muted",
          size === "small" ? "h-7 px-2 text-xs" : "h-8 min-w-24",
          "pointer-coarse:h-10",
          className,
        )}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder} />
        </span>
        <Radix.Icon>
          <ChevronDown size={14} className="text-muted" aria-hidden />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-50 max-h-80 min-w-[var(--radix-select-trigger-width)] overflow-hidden rounded-md border border-line-strong bg-panel shadow-float"
        >
          <Radix.Viewport className="p-1">
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value}
                className="flex h-8 cursor-pointer select-none items-center gap-2 rounded-sm pr-6 pl-2 text-[13px] outline-none data-[highlighted]:bg-hover pointer-coarse:h-10"
              >
                <span className="grid w-4 place-items-center">
                  <Radix.ItemIndicator>
                    <Check size={14} aria-hidden />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
