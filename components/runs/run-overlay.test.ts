import { expect, test } from "vitest";
import { type RunDetail, runOverlay } from "./run-overlay";

type Part = Pick<RunDetail, "nodes" | "edges" | "steps" | "effects" | "loops" | "bodyNodes">;
const step = { output: {}, decisionKind: null, decisionOwner: null, startedAt: new Date(0), endedAt: null };

const run = {
  nodes: {
    form: "settled",
    check: "settled",
    ask: "waiting",
    pay: "waiting",
    never: "skipped",
    later: "pending",
    each: "waiting",
    "per-item": "failed",
  },
  edges: { a: "taken", b: "dead", c: "open" },
  steps: [
    { ...step, nodeId: "check", state: "settled", port: "yes", reason: "Amount is over 200" },
    { ...step, nodeId: "ask", state: "waiting", port: null, reason: "Waits for Finance" },
  ],
  effects: [
    { nodeId: "pay", state: "failed", repeatOf: null },
    { nodeId: "pay", state: "queued", repeatOf: null },
    { nodeId: "pay", state: "confirmed", repeatOf: "done-again-by-a-person" },
  ],
  loops: { each: { total: 1001, done: 3, failed: 0, waiting: 1 } },
  bodyNodes: { "per-item": { state: "failed", settled: 3, running: 1, waiting: 0, failed: 2 } },
} as unknown as Part;

test("nodes show how they stand, which way they went and what they wait for", () => {
  const { node } = runOverlay(run);
  expect(node?.("check")).toMatchObject({ state: "settled", takenPort: "yes", dim: false });
  expect(node?.("ask")).toMatchObject({ state: "waiting", stateWord: "Waits for Finance" });
});

test("an action shows its latest state, not that of what was done in place of it later", () => {
  expect(runOverlay(run).node?.("pay")?.state).toBe("queued");
});

test("what was passed by is dim, what was not reached has no state", () => {
  const { node } = runOverlay(run);
  expect(node?.("never")).toMatchObject({ state: "skipped", dim: true });
  expect(node?.("later")?.state).toBeUndefined();
});

test("edges are taken, dead, or still open", () => {
  const { edge } = runOverlay(run);
  expect([edge?.("a"), edge?.("b"), edge?.("c")]).toEqual([
    { taken: true, dead: false },
    { taken: false, dead: true },
    { taken: false, dead: false },
  ]);
});

test("a “for each” and what it does per item tell numbers of items", () => {
  const { node } = runOverlay(run);
  expect(node?.("each")).toMatchObject({ state: "waiting", stateWord: "3 of 1,001 done · 1 waiting" });
  expect(node?.("per-item")).toMatchObject({ state: "failed", stateWord: "3 done · 2 failed · 1 running" });
});
