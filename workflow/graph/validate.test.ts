import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { compilePlan } from "@/workflow/plan/compile";
import type { Graph } from "./schema";
import { CATALOG, chip, edge, lending, node, text, withConfig } from "./testing";
import { validate } from "./validate";

function problems(graph: Graph, severity: "error" | "warning" = "error") {
  return validate(graph, CATALOG, DEFINITIONS).filter((problem) => problem.severity === severity);
}
const messages = (graph: Graph, severity?: "error" | "warning") =>
  problems(graph, severity).map(({ message }) => message);

const plus = (graph: Graph, more: Partial<Graph>): Graph => ({
  nodes: [...graph.nodes, ...(more.nodes ?? [])],
  edges: [...graph.edges, ...(more.edges ?? [])],
});

describe("a drawing that may be published", () => {
  it("has no errors, and warnings only where a bad end is left open", () => {
    expect(messages(lending())).toEqual([]);
    expect(messages(lending(), "warning")).toEqual([
      "“Not found” of “look” leads nowhere: there the run just ends. Draw what should happen then.",
      "“Not confirmed” of “lend” leads nowhere: there the run just ends. Draw what should happen then.",
      "“Not confirmed” of “mail” leads nowhere: there the run just ends. Draw what should happen then.",
      "“Not confirmed” of “sorry” leads nowhere: there the run just ends. Draw what should happen then.",
    ]);
  });

  it("compiles whenever nothing is wrong with it, however lines were drawn", () => {
    const ids = lending().nodes.map(({ id }) => id);
    const ports = ["started", "found", "not-found", "dear", "approved", "rejected", "confirmed"];
    const line = fc
      .tuple(fc.constantFrom(...ids), fc.constantFrom(...ports), fc.constantFrom(...ids))
      .map((ends) => edge(...ends));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 4 }), fc.nat(lending().edges.length), (lines, dropped) => {
        const base = lending();
        const graph = plus(
          { ...base, edges: base.edges.filter((_, index) => index !== dropped) },
          { edges: lines },
        );
        if (problems(graph).length === 0) expect(() => compilePlan(graph, DEFINITIONS)).not.toThrow();
        else expect(problems(graph).every(({ message }) => message.endsWith("."))).toBe(true);
      }),
    );
  });
});

describe("start and end", () => {
  it("asks for a trigger", () => {
    expect(messages({ nodes: [], edges: [] })).toEqual([
      "Nothing starts this workflow. Add a trigger, such as a form, a webhook or a schedule.",
    ]);
  });

  it("warns of a workflow that does nothing", () => {
    const [form] = lending().nodes;
    const graph = { nodes: form ? [form] : [], edges: [] };
    expect(messages(graph, "warning")).toEqual([
      "This workflow does nothing yet. Add an action that follows from what is decided.",
    ]);
  });
});

describe("nodes and lines", () => {
  it("names a node of an unknown kind", () => {
    const graph = plus(lending(), { nodes: [{ ...node("x", "note", {}), type: "telepathy" }] });
    expect(messages(graph)).toEqual(["“x” is of a kind that is not known here (telepathy). Delete it."]);
  });

  it("is not misled by a type that objects inherit", () => {
    const graph = plus(lending(), { nodes: [{ ...node("x", "note", {}), type: "constructor" }] });
    expect(messages(graph)).toEqual(["“x” is of a kind that is not known here (constructor). Delete it."]);
  });

  it("names two nodes with one id", () => {
    const graph = plus(lending(), {
      nodes: [node("note", "note", { text: "" }), node("note", "note", { text: "" })],
    });
    expect(messages(graph)).toEqual(["Two nodes have the id “note”. Delete one and draw it anew."]);
  });

  it("names a second trigger of a kind that a workflow has once at most", () => {
    const called = (id: string) => node(id, "called", { fields: [], subjectField: "" });
    const graph = plus(lending(), { nodes: [called("one"), called("two")] });
    expect(problems(graph)).toMatchObject([
      {
        nodeId: "two",
        message: "A workflow has “Started by another workflow” once at most. Delete one of them.",
      },
    ]);
  });

  it("names the nodes of a circle, not what follows it", () => {
    const graph = plus(lending(), { edges: [edge("lend", "not-confirmed", "dear")] });
    expect(problems(graph).map(({ nodeId }) => nodeId)).toEqual(["dear", "ask", "lend"]);
    expect(messages(graph)[0]).toBe(
      "“dear” leads back to itself. Delete a line so that the flow only goes forward.",
    );
  });

  it("names a node that nothing leads to", () => {
    const graph = plus(lending(), { nodes: [node("lost", "join", {})] });
    expect(messages(graph)).toEqual([
      "Nothing leads to “lost”, so it would never run. Draw a line to it or delete it.",
    ]);
  });

  it("names a line from a way out that is gone", () => {
    const when = {
      combinator: "or",
      rules: [{ left: { from: "event", path: ["asset"] }, operator: "is-empty" }],
    };
    const graph = withConfig(lending(), "dear", { outcomes: [{ id: "very-dear", name: "Very dear", when }] });
    expect(problems(graph)).toContainEqual({
      severity: "error",
      edgeId: "dear.dear-ask",
      message: "“dear” no longer has the way out this line starts from. Draw it from another.",
    });
  });

  it.each([
    ["into a trigger", edge("look", "not-found", "form"), "No line may lead into the trigger “form”"],
    ["to a node that is gone", edge("look", "not-found", "gone"), "a node that no longer exists. Delete it."],
    ["drawn twice", edge("form", "started", "look"), "This line is drawn twice."],
    [
      "that does not wait for a decision",
      { ...edge("look", "not-found", "sorry"), dontWait: true },
      "Only a line out of an action's “Confirmed” can go on without waiting.",
    ],
  ])("names a line %s", (_, line, words) => {
    expect(messages(plus(lending(), { edges: [line] })).join(" ")).toContain(words);
  });

  it("says when too many lines leave one way out", () => {
    const nodes = Array.from({ length: 51 }, (_, i) => node(`j${i}`, "join", {}));
    const edges = nodes.map(({ id }) => edge("look", "not-found", id));
    expect(messages(plus(lending(), { nodes, edges }))).toEqual([
      "More than 50 lines leave “Not found” of “look”. Split the workflow.",
    ]);
  });

  it("says when there are too many nodes", () => {
    const nodes = Array.from({ length: 200 }, (_, i) => node(`note${i}`, "note", { text: "" }));
    expect(messages(plus(lending(), { nodes }))).toEqual([
      "A workflow has at most 200 nodes. Split this one into several.",
    ]);
  });
});

describe("settings", () => {
  it("names what is missing by its label, one at a time per setting", () => {
    const graph = plus(lending(), {
      nodes: [node("new", "move-money", DEFINITIONS["move-money"].defaults() as Record<string, unknown>)],
      edges: [edge("look", "not-found", "new")],
    });
    expect(problems(graph)).toEqual([
      { severity: "error", nodeId: "new", path: ["collectionId"], message: "Choose a collection." },
      { severity: "error", nodeId: "new", path: ["amount"], message: "Fill in “Amount”." },
    ]);
  });

  it("speaks of labels also where a setting is absent or of another type", () => {
    const graph = withConfig(lending(), "mail", { to: undefined, subject: 7 });
    expect(messages(graph)).toEqual(["Fill in “To”.", "Fill in “Subject”."]);
  });

  it.each([
    ["look", { collectionId: "col-gone" }, "The chosen collection no longer exists. Choose another."],
    [
      "lend",
      { changes: [{ field: "colour", value: chip("event", "asset") }] },
      "“Assets” has no field “colour”.",
    ],
    ["mail", { connectionId: "con-http" }, "“Help desk” cannot be used here. Choose another connection."],
    [
      "ask",
      { reviewers: { people: ["person-9"] } },
      "A chosen reviewer is no longer here. Choose somebody else.",
    ],
    ["ask", { answers: [] }, "An answer that approves and one that rejects must stay."],
    ["form", { subjectField: "gone" }, "The field chosen as “Subject” no longer exists. Choose another."],
    ["dear", { outcomes: [] }, "Add at least one outcome."],
  ])("of %s: %j", (id, change, words) => {
    expect(messages(withConfig(lending(), id, change)).join(" ")).toContain(words);
  });
});

describe("what nodes read", () => {
  const reading = (...reference: [string, ...string[]]) =>
    withConfig(lending(), "mail", { text: text(reference) });

  it.each([
    [["gone", "x"], "Uses “x” of a node that no longer exists. Choose another value."],
    [["look", "record", "colour"], "“look” puts out no “colour”. Choose another value."],
    [["mail", "state"], "Uses “state” of “mail”, which only runs after it. Choose another value."],
    [
      ["event", "phone"],
      "Uses “phone” of the event, which no trigger declares. Add it to the trigger's fields or choose another value.",
    ],
  ] as [[string, ...string[]], string][])("%j: %s", (reference, message) => {
    expect(problems(reading(...reference))).toEqual([{ severity: "error", nodeId: "mail", message }]);
  });

  it("says so when a node reads what only runs after it", () => {
    const graph = withConfig(lending(), "ask", { why: text(["mail", "state"]) });
    expect(messages(graph)).toEqual([
      "Uses “state” of “mail”, which only runs after it. Choose another value.",
    ]);
  });

  it("lets a node wait for a branch beside it, and shows that it does", () => {
    const graph = withConfig(lending(), "sorry", { text: text(["lend", "state"]) });
    expect(messages(graph)).toEqual([]);
    expect(messages(graph, "warning")).toContain(
      "Also waits for “lend”, because it uses its result, although no line leads here from it.",
    );
  });

  it("only warns where a webhook's sender may send more than was declared", () => {
    const hook = node("hook", "webhook", { fields: [], idField: "", subjectField: "" });
    const graph = plus(reading("event", "phone"), {
      nodes: [hook],
      edges: [edge("hook", "started", "look")],
    });
    expect(messages(graph)).toEqual([]);
    expect(messages(graph, "warning")).toContain(
      "Uses “phone” of the event, which no trigger declares. Add it to the trigger's fields if the sender sends it.",
    );
  });
});
