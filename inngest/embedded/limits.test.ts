import { expect, test } from "vitest";
import { checkSteps, checkWait, LimitReached, refuseEvent } from "./limits";
import type { Memo } from "./protocol";

const MEGABYTE = 1024 * 1024;
const data = (size: number): Memo => ({ type: "data", data: "x".repeat(size) });
const steps = (count: number) =>
  new Map(Array.from({ length: count }, (_, at) => [`s${at}`, data(1)] as const));

test("a run may have 1,000 steps; remembering one again adds none", () => {
  const run = { memos: steps(1_000), stateBytes: 0 };
  expect(() => checkSteps(run, new Map([["s7", data(1)]]))).not.toThrow();
  expect(() => checkSteps(run, new Map([["one more", data(1)]]))).toThrow("more than 1,000 steps");
});

test("a step may come to 4 MB", () => {
  const run = { memos: new Map<string, Memo>(), stateBytes: 0 };
  expect(checkSteps(run, new Map([["a", data(3 * MEGABYTE)]]))).toBe(3 * MEGABYTE + 2);
  expect(() => checkSteps(run, new Map([["a", data(5 * MEGABYTE)]]))).toThrow(
    "A step came to 5 MB, and may come to 4 MB at most. Store it, and hand on where it is stored.",
  );
});

test("a run may keep 32 MB", () => {
  const run = { memos: new Map<string, Memo>(), stateBytes: 30 * MEGABYTE };
  expect(() => checkSteps(run, new Map([["a", data(3 * MEGABYTE)]]))).toThrow(LimitReached);
});

test("a wait may last 366 days", () => {
  expect(() => checkWait({ ms: 366 * 86_400_000 })).not.toThrow();
  expect(() => checkWait({ ms: 367 * 86_400_000 })).toThrow("366 days");
  expect(() => checkWait({ until: new Date(Date.now() + 367 * 86_400_000) })).toThrow("366 days");
});

test("an event may have 512 KB", () => {
  expect(refuseEvent({ name: "some/event", data: { text: "x" } })).toBeNull();
  expect(refuseEvent({ name: "some/event", data: { text: "é".repeat(300 * 1024) } })).toBe(
    "The event “some/event” has 601 KB, and may have 512 KB at most. Store its data, and send where it is stored.",
  );
});
