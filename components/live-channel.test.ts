import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { joinLive, type LiveChange, type LiveState } from "./live-channel";

/** A stream that the test plays the server of. */
class Stream {
  static readonly CLOSED = 2;
  static all: Stream[] = [];
  readyState = 0;
  onopen?: () => void;
  onerror?: () => void;
  onmessage?: (event: { data: string }) => void;
  constructor(readonly url: string) {
    Stream.all.push(this);
  }
  close() {
    this.readyState = Stream.CLOSED;
  }
}

/** Gives the lock to one after the other, as the browser does. */
function fakeLocks() {
  let last = Promise.resolve();
  return {
    request: (_name: string, _options: unknown, hold: () => Promise<void>) => {
      last = last.then(hold);
      return last;
    },
  };
}

function openTab() {
  const heard: { changes: LiveChange[]; states: LiveState[]; missed: number } = {
    changes: [],
    states: [],
    missed: 0,
  };
  const leave = joinLive({
    change: (change) => heard.changes.push(change),
    state: (state) => heard.states.push(state),
    missed: () => {
      heard.missed += 1;
    },
  });
  leaving.push(leave);
  return { heard, leave };
}

const stream = async (index: number): Promise<Stream> => {
  await vi.waitFor(() => expect(Stream.all.length).toBeGreaterThan(index));
  return Stream.all[index] as Stream;
};
let leaving: (() => void)[];

beforeEach(() => {
  Stream.all = [];
  leaving = [];
  vi.stubGlobal("EventSource", Stream);
  vi.stubGlobal("navigator", { locks: fakeLocks() });
});
afterEach(() => {
  for (const leave of leaving) leave();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("two tabs share one stream, and both hear what it says", async () => {
  const first = openTab();
  const only = await stream(0);
  only.onopen?.();
  const second = openTab();
  await vi.waitFor(() => expect(second.heard.states).toEqual(["live"]));
  only.onmessage?.({ data: '{"topic":"runs","id":"1"}' });
  expect(first.heard.changes).toEqual([{ topic: "runs", id: "1" }]);
  await vi.waitFor(() => expect(second.heard.changes).toEqual([{ topic: "runs", id: "1" }]));
  expect(Stream.all).toHaveLength(1);
});

test("once the stream is back, every tab is told that it may have missed something", async () => {
  const first = openTab();
  const only = await stream(0);
  only.onopen?.();
  const second = openTab();
  await vi.waitFor(() => expect(second.heard.states).toEqual(["live"]));
  only.onerror?.();
  only.onopen?.();
  expect(first.heard).toMatchObject({ states: ["live", "lost", "live"], missed: 1 });
  await vi.waitFor(() => expect(second.heard).toMatchObject({ states: ["live", "lost", "live"], missed: 1 }));
});

test("when the tab that holds the stream closes, another takes over and reads anew", async () => {
  const first = openTab();
  (await stream(0)).onopen?.();
  const second = openTab();
  await vi.waitFor(() => expect(second.heard.states).toEqual(["live"]));
  first.leave();
  const next = await stream(1);
  expect(Stream.all[0]?.readyState).toBe(Stream.CLOSED);
  next.onopen?.();
  expect(second.heard).toMatchObject({ states: ["live", "lost", "live"], missed: 1 });
});

test("a stream that the browser gave up on is opened again", async () => {
  vi.stubGlobal("navigator", {});
  vi.useFakeTimers();
  const { heard } = openTab();
  const [first] = Stream.all;
  first?.close();
  first?.onerror?.();
  vi.advanceTimersByTime(10_000);
  expect(Stream.all).toHaveLength(2);
  Stream.all[1]?.onopen?.();
  expect(heard).toMatchObject({ states: ["lost", "live"], missed: 1 });
});

test("where pages have no locks, each tab keeps a stream of its own", () => {
  vi.stubGlobal("navigator", {});
  openTab();
  openTab();
  expect(Stream.all).toHaveLength(2);
});
