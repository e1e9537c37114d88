import type { ComponentProps } from "react";
import { cn } from "./cn";
import { FIELD } from "./input";

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      className={cn(FIELD, "min-h-8 pointer-coarse:min-h-10 resize-y py-1.5 leading-5", className)}
      {...props}
    />
  );
}
