import { describe, expect, test } from "vitest";
import { EffectState } from "@/server/db/generated/enums";
import { ANSWER_LOST, whyNotEditable } from "./why-not-editable";

const canBeLookedUp = { find: async () => null };
const cannot = {};
const of = (state: EffectState) => ({ state, reversalOf: null, evidence: null });

describe("what a person may change before it is tried again", () => {
  test("is what is blocked, and nothing else", () => {
    const states = Object.values(EffectState);
    expect(states.filter((state) => whyNotEditable(of(state), cannot) === null)).toEqual(["blocked"]);
  });

  test("is not what may have arrived: that is looked up first", () => {
    expect(whyNotEditable(of("unknown"), canBeLookedUp)).toContain("looked up first");
    const lost = { ...of("blocked"), evidence: { [ANSWER_LOST]: true } };
    expect(whyNotEditable(lost, cannot)).toContain("may have arrived");
    expect(whyNotEditable(lost, canBeLookedUp)).toBe(null);
  });

  test("is not what takes another action back", () => {
    expect(whyNotEditable({ ...of("blocked"), reversalOf: "one" }, cannot)).toContain("takes an action back");
  });
});
