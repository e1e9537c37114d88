import { describe, expect, it } from "vitest";
import { chainsOf } from "./chains";
import { compilePlan } from "./compile";
import { interpret } from "./interpret";
import { SKIPPED } from "./plan";
import { BARE, drawing, TestDriver } from "./testing";

function chains(graph: ReturnType<typeof drawing>): string[][] {
  return [...chainsOf(compilePlan(graph, BARE)).values()].map((chain) => chain.map(({ id }) => id));
}

describe("nodes that run as one step", () => {
  it("takes consecutive pure nodes together, from the trigger on", () => {
    const graph = drawing({ form: "trigger", a: "pure", b: "pure", pay: "effect", c: "pure" }, [
      "form.out a",
      "a.yes b",
      "b.yes pay",
      "pay.confirmed c",
    ]);
    expect(chains(graph)).toEqual([["form", "a", "b"], ["c"]]);
  });

  it("ends where several ways lead on, so that none waits for another's failure", () => {
    const graph = drawing({ form: "trigger", a: "pure", b: "pure", c: "pure" }, [
      "form.out a",
      "a.yes b",
      "a.no c",
    ]);
    expect(chains(graph)).toEqual([["form", "a"], ["b"], ["c"]]);
  });

  it("ends before a node that also waits for something else", () => {
    const graph = drawing(
      { form: "trigger", pay: "effect", a: "pure", b: { type: "pure", reads: ["pay"] } },
      ["form.out pay", "form.out a", "a.yes b"],
    );
    expect(chains(graph)).toEqual([["form"], ["a"], ["b"]]);
  });

  it("ends behind a node that another branch reads", () => {
    const graph = drawing(
      { form: "trigger", side: { type: "effect", reads: ["a"] }, start: "pure", a: "pure", b: "pure" },
      ["form.out start", "form.out side", "start.yes a", "a.yes b"],
    );
    expect(chains(graph)).toEqual([["form"], ["start", "a"], ["b"]]);
  });

  it("skips the rest of a chain behind a port that leads nowhere", async () => {
    const graph = drawing({ form: "trigger", a: "pure", b: "pure", c: "pure" }, [
      "form.out a",
      "a.yes b",
      "b.yes c",
    ]);
    const driver = new TestDriver({ a: "no" });
    const outcome = await interpret(compilePlan(graph, BARE), "form", driver);
    expect(driver.started).toEqual(["form", "a"]);
    expect([outcome.get("a"), outcome.get("b"), outcome.get("c")]).toEqual(["no", SKIPPED, SKIPPED]);
  });
});
