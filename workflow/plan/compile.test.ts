import { describe, expect, it } from "vitest";
import { compilePlan } from "./compile";
import { BARE, drawing } from "./testing";

describe("compiling a drawing", () => {
  it("puts every node behind what it waits for and leaves notes out", () => {
    const graph = drawing(
      { last: { type: "pure", reads: ["pay"] }, remark: "note", pay: "effect", form: "trigger" },
      ["form.out pay", "form.out last"],
    );
    expect(compilePlan(graph, BARE).nodes.map(({ id }) => id)).toEqual(["form", "pay", "last"]);
  });

  it("names as uses only what the edges do not wait for", () => {
    const graph = drawing(
      {
        form: "trigger",
        a: "effect",
        b: { type: "pure", reads: ["a", "form"] },
        c: { type: "pure", reads: ["a"] },
      },
      ["form.out a", "a.confirmed b", "form.out c"],
    );
    const uses = Object.fromEntries(compilePlan(graph, BARE).nodes.map((node) => [node.id, node.uses]));
    expect(uses).toEqual({ form: [], a: [], b: [], c: ["a"] });
  });

  it("does not count on an edge that a “first” node may start without", () => {
    const graph = drawing(
      { form: "trigger", a: "effect", b: "effect", c: { type: "pure", join: "first", reads: ["a", "form"] } },
      ["form.out a", "form.out b", "a.confirmed c", "b.confirmed c"],
    );
    expect(compilePlan(graph, BARE).nodes.at(-1)?.uses).toEqual(["a"]);
  });

  it("lets only the way out “confirmed” of an action go on without waiting", () => {
    const graph = drawing({ form: "trigger", a: "pure", pay: "effect", b: "pure" }, [
      "form.out a don't wait",
      "a.yes pay",
      "pay.not-confirmed b don't wait",
    ]);
    const edges = compilePlan(graph, BARE).nodes.flatMap(({ incoming }) => incoming);
    expect(edges.map(({ dontWait }) => dontWait)).toEqual([false, false, false]);
  });

  it.each([
    ["no trigger", drawing({ a: "pure" }, []), "Add a trigger"],
    ["an unknown type", drawing({ form: "trigger", a: "telepathy" }, []), "not known here"],
    ["a line to nowhere", drawing({ form: "trigger" }, ["form.out gone"]), "no longer exists"],
    ["a line into a trigger", drawing({ form: "trigger", a: "pure" }, ["a.yes form"]), "starts a run"],
    ["a circle", drawing({ form: "trigger", a: "pure", b: "pure" }, ["a.yes b", "b.yes a"]), "circle: a, b"],
    [
      "a circle through what is read",
      drawing({ form: "trigger", a: { type: "pure", reads: ["b"] }, b: "pure" }, ["form.out a", "a.yes b"]),
      "circle: a, b",
    ],
    [
      "unfinished settings",
      { ...drawing({ form: "trigger" }, []), nodes: [{ ...node(), config: { reads: 7 } }] },
      "not finished",
    ],
  ])("refuses %s in a sentence", (_, graph, words) => {
    expect(() => compilePlan(graph, BARE)).toThrow(words);
  });
});

function node() {
  return { id: "form", type: "trigger", name: "", join: "all" as const, position: { x: 0, y: 0 } };
}
