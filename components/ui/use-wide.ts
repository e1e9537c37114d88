"use client";
import { useCallback, useSyncExternalStore } from "react";

/**
 * Is the window at least so many pixels wide? By default: is there room for a list and what was chosen from it
 * side by side? For what must not stand in the page twice; else styles decide by themselves.
 */
export function useWide(pixels = 1024): boolean {
  const media = `(min-width: ${pixels}px)`;
  const subscribe = useCallback(
    (listener: () => void) => {
      const query = window.matchMedia(media);
      query.addEventListener("change", listener);
      return () => query.removeEventListener("change", listener);
    },
    [media],
  );
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(media).matches,
    () => true,
  );
}
