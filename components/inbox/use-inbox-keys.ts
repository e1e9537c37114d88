"use client";
import { useEffect } from "react";
import { isTyping } from "@/components/ui/typing";

/** J and K walk the list, / searches. */
export function useInboxKeys(keys: { next: () => void; previous: () => void; search: () => void }): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (isTyping(event) || event.metaKey || event.ctrlKey || event.altKey) return;
      const action = { j: keys.next, k: keys.previous, "/": keys.search }[event.key.toLowerCase()];
      if (!action) return;
      event.preventDefault();
      action();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [keys]);
}
