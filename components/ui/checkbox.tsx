"use client";
import { Check } from "lucide-react";
import { Checkbox as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

/** Small to see, and large enough to touch. */
export function Checkbox({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        "relative grid size-4 shrink-0 place-items-center rounded-[4px] border border-field-line bg-field data-[state=checked]:border-accent data-[state=checked]:bg-accent data-[state=checked]:text-on-accent disabled:opacity-50 pointer-coarse:size-5 pointer-coarse:before:absolute pointer-coarse:before:-inset-2.5",
        className,
      )}
      {...props}
    >
      <Radix.Indicator>
        <Check size={12} strokeWidth={3} aria-hidden />
      </Radix.Indicator>
    </Radix.Root>
  );
}
