/** What changed: a router's name, and which of its objects where one is meant. */
export type LiveChange = { topic: string; id?: string };
export type LiveState = "connecting" | "live" | "lost";
/** What tabs say to each other: what changed, how the stream is, or the question how it is. */
type Whisper = LiveChange | { state: LiveState } | { ask: "state" };

const NAME = "handoff-live";
/** The browser gives up for good on an answer that is no stream (a restart, a proxy's error page). */
const REOPEN_MS = 3_000;

/**
 * Joins this browser's one stream: the tab that holds the lock keeps it (browsers allow six connections per
 * origin) and tells the others; when it closes, another takes over. Where pages have no locks (plain HTTP on
 * a network address), each tab keeps its own.
 * @param on.missed the stream was away, so anything may have changed
 * @returns leaves the stream
 */
export function joinLive(on: {
  change: (change: LiveChange) => void;
  state: (state: LiveState) => void;
  missed: () => void;
}): () => void {
  const ending = new AbortController();
  const others = new BroadcastChannel(NAME);
  const whisper = (words: Whisper) => others.postMessage(words);
  let state: LiveState = "connecting";
  let holding = false;

  const enter = (next: LiveState) => {
    if (state === "lost" && next === "live") on.missed();
    state = next;
    on.state(next);
  };
  const tell = (next: LiveState) => {
    enter(next);
    whisper({ state: next });
  };
  others.onmessage = ({ data }: MessageEvent<Whisper>) => {
    if ("topic" in data) on.change(data);
    else if ("state" in data) enter(data.state);
    else if (holding) whisper({ state });
  };

  const hold = () =>
    new Promise<void>((release) => {
      // Given just as this tab left: whoever is next shall not wait for ever.
      if (ending.signal.aborted) return release();
      holding = true;
      // The tab that held it before has gone, and what came in between reached nobody.
      if (state !== "connecting") tell("lost");
      let reopening: ReturnType<typeof setTimeout> | undefined;
      let stream = open();
      function open(): EventSource {
        const opened = new EventSource("/api/live");
        opened.onopen = () => tell("live");
        opened.onerror = () => {
          tell("lost");
          if (opened.readyState !== EventSource.CLOSED) return;
          reopening = setTimeout(() => {
            stream = open();
          }, REOPEN_MS);
        };
        opened.onmessage = ({ data }: MessageEvent<string>) => {
          const change: LiveChange = JSON.parse(data);
          on.change(change);
          whisper(change);
        };
        return opened;
      }
      ending.signal.addEventListener("abort", () => {
        clearTimeout(reopening);
        stream.close();
        release();
      });
    });

  if ("locks" in navigator) {
    navigator.locks.request(NAME, { signal: ending.signal }, hold).catch((error: DOMException) => {
      if (error.name !== "AbortError") enter("lost");
    });
    whisper({ ask: "state" });
  } else void hold();

  return () => {
    ending.abort();
    others.close();
  };
}
