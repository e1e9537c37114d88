"use client";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { joinLive, type LiveState } from "./live-channel";

const Context = createContext<LiveState>("connecting");

/** Whether the screen is being kept up to date. */
export const useLiveState = () => useContext(Context);

/** Refetching within this time of the last change; a burst of steps costs one refetch. */
const SETTLE_MS = 120;

/** Keeps every screen fresh: a change names a router, whose queries are then fetched again. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");

  useEffect(() => {
    const topics = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renew = () => {
      timer = undefined;
      const changed = new Set(topics);
      topics.clear();
      void queries.invalidateQueries({
        predicate: ({ queryKey: [path] }) => Array.isArray(path) && changed.has(String(path[0])),
      });
    };
    const leave = joinLive({
      state: setState,
      missed: () => void queries.invalidateQueries(),
      change: ({ topic }) => {
        topics.add(topic);
        timer ??= setTimeout(renew, SETTLE_MS);
      },
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [queries]);

  return <Context value={state}>{children}</Context>;
}
