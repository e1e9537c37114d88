"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import { cn } from "./cn";
import { OVERLAY } from "./overlay";
import { useReturnFocus } from "./use-return-focus";

/** A question or a small form in front of the page; Escape and the cross leave it, back to where one was. */
export function Dialog(props: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  children?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
}) {
  const { remember, giveBack } = useReturnFocus();
  return (
    <Radix.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={OVERLAY} />
        <Radix.Content
          aria-describedby={props.description ? undefined : ""}
          onOpenAutoFocus={(event) => {
            remember();
            startInFirstField(event);
          }}
          onCloseAutoFocus={giveBack}
          className={cn(
            "-translate-x-1/2 fixed top-[12dvh] left-1/2 z-50 flex max-h-[76dvh] w-[calc(100vw-2rem)] flex-col rounded-lg border border-line-strong bg-panel shadow-float",
            props.wide ? "max-w-2xl" : "max-w-md",
          )}
        >
          <header className="flex items-start gap-3 px-5 pt-4">
            <div className="flex-1">
              <Radix.Title className="font-semibold text-base">{props.title}</Radix.Title>
              {props.description && (
                <Radix.Description className="mt-1 text-[13px] text-muted">
                  {props.description}
                </Radix.Description>
              )}
            </div>
            <Radix.Close asChild>
              <Button variant="quiet" size="icon" aria-label="Close">
                <X size={16} aria-hidden />
              </Button>
            </Radix.Close>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{props.children}</div>
          {props.footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-line border-t px-5 py-3">
              {props.footer}
            </footer>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

/** A form begins in its first field, not on the cross; on touch it does not, since a keyboard would cover it unread. */
function startInFirstField(event: Event) {
  if (window.matchMedia("(pointer: coarse)").matches) return;
  const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>(
    ":is(input, textarea, [role=combobox]):not(:disabled, [type=hidden], [aria-hidden=true])",
  );
  if (!field) return;
  event.preventDefault();
  field.focus();
}
