import { describe, expect, it } from "vitest";
import { markOf, progressOf, type ReversalItem, reversalSentence } from "./words";

describe("how the reversal of a run stands", () => {
  it("counts what is taken back and what is left as through", () => {
    expect(progressOf({ counts: { done: 2, skipped: 1, open: 4, draft: 1 } })).toEqual({ all: 8, over: 3 });
  });

  it("is a sentence in each state", () => {
    const counts = { done: 1, skipped: 1 };
    expect(reversalSentence({ status: "going", counts })).toBe("It is being taken back: 2 of 2 are through.");
    expect(reversalSentence({ status: "waiting", counts })).toContain("waits for a person");
    expect(reversalSentence({ status: "done", counts })).toBe(
      "It was taken back: 1 of 2 actions. 1 was left.",
    );
  });

  it("says of an email that it was made good for, never that it was taken back", () => {
    const item = { state: "done", byState: "confirmed" } as ReversalItem;
    expect(markOf({ ...item, compensates: true }).label).toBe("Made good for");
    expect(markOf({ ...item, compensates: false }).label).toBe("Taken back");
  });

  it("shows why an action under way does not move", () => {
    const item = { state: "going", compensates: false } as ReversalItem;
    expect(markOf({ ...item, byState: "held" }).state).toBe("held");
    expect(markOf({ ...item, byState: "sending" }).state).toBe("running");
  });
});
