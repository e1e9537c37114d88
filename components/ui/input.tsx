import type { ComponentProps } from "react";
import { cn } from "./cn";

/** Shared by everything one types into. */
export const FIELD =
  "w-full rounded-md border border-field-line bg-field px-2.5 text-[13px] text-ink outline-none transition-colors focus-visible:border-accent focus-visible:ring-1 focus-visible:ring-accent disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-state-failed pointer-coarse:text-base";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(FIELD, "h-8 pointer-coarse:h-10", className)} {...props} />;
}
