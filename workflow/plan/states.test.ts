import { describe, expect, it } from "vitest";
import { compilePlan } from "./compile";
import { deriveRunStates } from "./states";
import { BARE, drawing } from "./testing";

const plan = compilePlan(
  drawing(
    {
      form: "trigger",
      hook: "trigger",
      ask: "pure",
      pay: "effect",
      mail: "effect",
      sorry: "effect",
      end: "pure",
    },
    [
      "form.out ask",
      "hook.out ask",
      "ask.yes pay",
      "pay.confirmed mail don't wait",
      "ask.no sorry",
      "mail.confirmed end",
      "sorry.confirmed end",
    ],
  ),
  BARE,
);

describe("where a run stands", () => {
  it("tells what may still happen from what was passed by", () => {
    expect(Object.fromEntries(deriveRunStates(plan, "form", new Map([["ask", "yes"]])).nodes)).toEqual({
      form: "settled",
      hook: "skipped",
      ask: "settled",
      pay: "pending",
      mail: "pending",
      sorry: "skipped",
      end: "pending",
    });
  });

  it("tells taken edges from dead and open ones", () => {
    const { edges } = deriveRunStates(plan, "form", new Map([["ask", "yes"]]));
    expect([...edges.values()]).toEqual(["taken", "dead", "taken", "open", "dead", "open", "dead"]);
  });

  it("takes an edge that does not wait with the action's acceptance", () => {
    const { edges } = deriveRunStates(plan, "form", new Map([["ask", "yes"]]), new Set(["pay"]));
    expect(edges.get("e3")).toBe("taken");
  });

  it("agrees that everything behind dead edges is skipped", () => {
    const settled = new Map([
      ["ask", "no"],
      ["sorry", "not-confirmed"],
    ]);
    const states = deriveRunStates(plan, "form", settled).nodes;
    expect(["pay", "mail", "end"].map((id) => states.get(id))).toEqual(["skipped", "skipped", "skipped"]);
  });
});
