import { cva, type VariantProps } from "class-variance-authority";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";

const styles = cva(
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-busy:cursor-progress aria-busy:opacity-50",
  {
    variants: {
      variant: {
        primary: "border-transparent bg-accent text-on-accent hover:bg-accent/90",
        secondary: "border-line-strong bg-panel text-ink hover:bg-hover",
        quiet: "border-transparent bg-transparent text-muted hover:bg-hover hover:text-ink",
        danger:
          "border-line-strong bg-panel text-state-failed hover:border-state-failed hover:bg-state-failed/8",
      },
      size: {
        medium: "h-8 px-3 text-[13px] pointer-coarse:h-10",
        small: "h-7 px-2 text-xs pointer-coarse:h-10 pointer-coarse:min-w-10",
        icon: "size-7 pointer-coarse:size-10",
      },
    },
    defaultVariants: { variant: "secondary", size: "medium" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof styles> & {
    /**
     * Shows that it is under way, and takes no second press. It is not disabled meanwhile: a disabled control loses
     * the focus, and whoever works by keyboard their place.
     */
    loading?: boolean;
    /** Draws its only child (a link) as a button. */
    asChild?: boolean;
  };

export function Button({
  variant,
  size,
  loading,
  asChild,
  className,
  children,
  onClick,
  ...props
}: ButtonProps) {
  if (asChild) {
    return (
      <Slot.Root className={cn(styles({ variant, size }), className)} onClick={onClick} {...props}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type="button"
      className={cn(styles({ variant, size }), className)}
      aria-busy={loading || undefined}
      aria-disabled={loading || undefined}
      onClick={loading ? (event) => event.preventDefault() : onClick}
      {...props}
    >
      {loading && <LoaderCircle size={14} className="animate-spin" aria-hidden />}
      {children}
    </button>
  );
}
