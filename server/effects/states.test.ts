import { describe, expect, test } from "vitest";
import { EffectState } from "@/server/db/generated/enums";
import { isConfirmed, isSettled, mayMove } from "./states";

const STATES = Object.values(EffectState);

describe("the states of an action", () => {
  test("nothing that is held is sent without being released", () => {
    expect(STATES.filter((state) => mayMove("held", state))).toEqual(["queued", "failed"]);
  });

  test("nothing is confirmed without having been sent, unless a person says so", () => {
    expect(STATES.filter((state) => mayMove(state, "confirmed"))).toEqual([
      "sending",
      "mismatch",
      "missing",
      "pending",
      "unknown",
    ]);
  });

  test("what was done is never sent again", () => {
    for (const done of STATES.filter(isConfirmed)) {
      expect(mayMove(done, "queued") || mayMove(done, "sending")).toBe(false);
    }
  });

  test("every state that is not an end leads to one", () => {
    for (const state of STATES.filter((each) => !isSettled(each))) {
      const reached = new Set([state]);
      for (const each of reached) for (const next of STATES) if (mayMove(each, next)) reached.add(next);
      expect([...reached].some(isSettled)).toBe(true);
    }
  });
});
