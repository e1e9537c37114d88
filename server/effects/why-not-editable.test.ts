import { describe, expect, test } from "vitest";
import { EffectState } from "@/server/db/generated/enums";
import { ANSWER_LOST, whyNotEditable } from "./why-not-editable";

const of = (state: EffectState) => ({ state, reversalOf: null, evidence: null });

describe("what a person may change before it is tried again", () => {
  test("is what is blocked, and nothing else", () => {
    const states = Object.values(EffectState);
    expect(states.filter((state) => whyNotEditable(of(state)) === null)).toEqual(["blocked"]);
  });

  test("is not what may have arrived: that is looked up first", () => {
    expect(whyNotEditable(of("unknown"))).toContain("looked up first");
    const lost = { ...of("blocked"), evidence: { [ANSWER_LOST]: true } };
    expect(whyNotEditable(lost)).toContain("may have arrived");
  });

  test("is not what takes another action back", () => {
    expect(whyNotEditable({ ...of("blocked"), reversalOf: "one" })).toContain("takes an action back");
  });
});
