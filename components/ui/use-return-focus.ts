"use client";
import { useRef } from "react";

let last: HTMLElement | null = null;

/**
 * Gives the focus back to where it was when something in front of the page opened. Without a trigger of its own a
 * Radix dialog gives it to nobody, and whoever works by keyboard begins at the top again.
 */
export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null);
  return {
    /** To be called before anything in front is focused. */
    remember: () => {
      // One that takes the place of another, which is gone by then, gives back to what opened that.
      if (document.activeElement !== document.body) last = openerOf(document.activeElement);
      opener.current = last;
    },
    giveBack: (event: Event) => {
      event.preventDefault();
      if (opener.current?.isConnected) opener.current.focus();
    },
  };
}

/** An entry of a menu is gone by then; the button that opened the menu is not. */
function openerOf(active: Element | null): HTMLElement | null {
  const button = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const opener = button ? document.getElementById(button) : active;
  return opener instanceof HTMLElement ? opener : null;
}
