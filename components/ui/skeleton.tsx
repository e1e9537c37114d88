import { cn } from "./cn";

/** Holds the place of what is still loading, in its final size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-sm bg-hover", className)} />;
}
