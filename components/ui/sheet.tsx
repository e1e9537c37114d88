"use client";
import { Dialog as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { OVERLAY } from "./overlay";
import { useReturnFocus } from "./use-return-focus";

/** A panel that slides in from a side and is left by Escape or a click beside it. */
export const Sheet = Radix.Root;
export const SheetTitle = Radix.Title;
export const SheetClose = Radix.Close;

export function SheetContent({
  side,
  className,
  ...props
}: ComponentProps<typeof Radix.Content> & { side: "left" | "right" }) {
  const { remember, giveBack } = useReturnFocus();
  return (
    <Radix.Portal>
      <Radix.Overlay className={OVERLAY} />
      <Radix.Content
        onOpenAutoFocus={remember}
        onCloseAutoFocus={giveBack}
        className={cn(
          "fixed inset-y-0 z-50 flex w-96 max-w-[calc(100vw-2rem)] flex-col border-line-strong bg-panel p-5 shadow-float outline-none",
          side === "left" ? "left-0 border-r" : "right-0 border-l",
          className,
        )}
        {...props}
      />
    </Radix.Portal>
  );
}
