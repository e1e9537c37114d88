"use client";
import { useEffect, useSyncExternalStore } from "react";

/** Something that can be done on the page that is shown; `keys` do the same. */
export type PageCommand = { label: string; keys?: string; run: () => void };

const NONE: readonly PageCommand[] = [];
let offered = NONE;
const listeners = new Set<() => void>();

function offer(commands: readonly PageCommand[]): void {
  offered = commands;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** Lists a page's commands under Ctrl+K for as long as it is shown. */
export function useOfferCommands(commands: readonly PageCommand[]): void {
  useEffect(() => {
    offer(commands);
    return () => offer(NONE);
  }, [commands]);
}

export function usePageCommands(): readonly PageCommand[] {
  return useSyncExternalStore(
    subscribe,
    () => offered,
    () => NONE,
  );
}
