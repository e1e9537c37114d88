import { describe, expect, test } from "vitest";
import { EffectState } from "@/server/db/generated/enums";
import { ANSWER_LOST } from "./why-not-editable";
import { whyNotRepeatable } from "./why-not-repeatable";

const given = (more: Partial<Parameters<typeof whyNotRepeatable>[0]> = {}) => ({
  action: "http.request",
  state: "failed" as EffectState,
  failureClass: null,
  reversalOf: null,
  runId: "run",
  nodeId: "node",
  evidence: null,
  ...more,
});

describe("what a person may have done again", () => {
  test("is what has failed, and nothing else", () => {
    const states = Object.values(EffectState);
    expect(states.filter((state) => whyNotRepeatable(given({ state })) === null)).toEqual(["failed"]);
  });

  test("is not what may have arrived", () => {
    expect(whyNotRepeatable(given({ failureClass: "unknown" }))).toContain("could be done twice");
    const lost = given({ evidence: { [ANSWER_LOST]: true, verification: "missing" } });
    expect(whyNotRepeatable(lost)).toContain("could be done twice");
  });

  test("is not what takes another action back, nor what no workflow wanted", () => {
    expect(whyNotRepeatable(given({ reversalOf: "one" }))).toContain("takes another action back");
    expect(whyNotRepeatable(given({ runId: null, nodeId: null }))).toContain("No workflow wanted this");
  });
});
