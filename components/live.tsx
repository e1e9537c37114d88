"use client";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";

type Message = { topic: string; id?: string };
type LiveState = "connecting" | "live" | "lost";

const Context = createContext<LiveState>("connecting");

/** Whether the screen is being kept up to date. */
export const useLiveState = () => useContext(Context);

const CHANNEL = "handoff-live";
/** Refetching within this time of the last change; a burst of steps costs one refetch. */
const SETTLE_MS = 120;

/**
 * Keeps every screen fresh. One tab holds the stream (browsers allow six connections per origin) and tells
 * the others; when it closes, another takes over. A message names a router; its queries are fetched again.
 */
export function LiveProvider({ children }: { children: ReactNode }) {
  const queries = useQueryClient();
  const [state, setState] = useState<LiveState>("connecting");

  useEffect(() => {
    const topics = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = ({ topic }: Message) => {
      topics.add(topic);
      timer ??= setTimeout(() => {
        timer = undefined;
        const changed = new Set(topics);
        topics.clear();
        void queries.invalidateQueries({
          predicate: ({ queryKey: [path] }) => Array.isArray(path) && changed.has(String(path[0])),
        });
      }, SETTLE_MS);
    };

    const others = new BroadcastChannel(CHANNEL);
    others.onmessage = ({ data }: MessageEvent<Message | { state: LiveState }>) =>
      "state" in data ? setState(data.state) : refresh(data);
    const tell = (next: LiveState) => {
      setState(next);
      others.postMessage({ state: next });
    };

    const ending = new AbortController();
    const hold = () =>
      new Promise<void>((release) => {
        const stream = new EventSource("/api/live");
        let wasLost = false;
        stream.onopen = () => {
          tell("live");
          // What happened while nobody listened is unknown: everything on screen is fetched again.
          if (wasLost) void queries.invalidateQueries();
          wasLost = false;
        };
        stream.onerror = () => {
          wasLost = true;
          tell("lost");
        };
        stream.onmessage = ({ data }: MessageEvent<string>) => {
          for (const message of parseMessages(data)) {
            refresh(message);
            others.postMessage(message);
          }
        };
        ending.signal.addEventListener("abort", () => {
          stream.close();
          release();
        });
      });
    navigator.locks
      .request(CHANNEL, { signal: ending.signal }, hold)
      .catch((error: DOMException) => error.name !== "AbortError" && setState("lost"));
    // The tab that holds the stream is live already; without it this one would say "connecting" for ever.
    const assume = setTimeout(() => setState((now) => (now === "connecting" ? "live" : now)), 3_000);

    return () => {
      clearTimeout(timer);
      clearTimeout(assume);
      ending.abort();
      others.close();
    };
  }, [queries]);

  return <Context value={state}>{children}</Context>;
}

function parseMessages(data: string): Message[] {
  try {
    const parsed: unknown = JSON.parse(data);
    return (Array.isArray(parsed) ? parsed : [parsed]) as Message[];
  } catch {
    return [];
  }
}
