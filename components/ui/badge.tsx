import type { ReactNode } from "react";
import { cn } from "./cn";

/** A small word about something, without colour of its own. */
export function Badge({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <span
      className={cn(
        "inline-flex h-5 items-center rounded-sm border border-line px-1.5 text-muted text-xs",
        className,
      )}
    >
      {children}
    </span>
  );
}
