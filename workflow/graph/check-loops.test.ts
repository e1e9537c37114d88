import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { compilePlan } from "@/workflow/plan/compile";
import { fieldsAvailableAt } from "./ancestors";
import type { Graph } from "./schema";
import { CATALOG, chip, edge, node, reminding, text, withConfig } from "./testing";
import { validate } from "./validate";

const errors = (graph: Graph) =>
  validate(graph, CATALOG, DEFINITIONS)
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message);
const plus = (graph: Graph, more: Partial<Graph>): Graph => ({
  nodes: [...graph.nodes, ...(more.nodes ?? [])],
  edges: [...graph.edges, ...(more.edges ?? [])],
});
const mail = (id: string, ...chips: [string, ...string[]][]) =>
  node(id, "send-email", {
    connectionId: "con-mail",
    to: text("desk@example.com"),
    subject: text("About ", ...chips),
    text: text("Done."),
  });

describe("what is done for each item", () => {
  it("may use the item and what came before, and what follows its results", () => {
    expect(errors(reminding())).toEqual([]);
  });

  it("is offered the fields of the item, as the list describes them", () => {
    const available = fieldsAvailableAt(reminding(), "mail", CATALOG, DEFINITIONS);
    const each = available.find(({ from }) => from === "each");
    expect(each?.fields.map(({ key }) => key)).toEqual(["item", "position"]);
    const [item] = each?.fields ?? [];
    expect(item?.fields?.map(({ key }) => key)).toEqual(["record", "id", "version"]);
    const after = fieldsAvailableAt(reminding(), "desk", CATALOG, DEFINITIONS);
    expect(after.find(({ from }) => from === "each")?.fields.map(({ key }) => key)).toEqual([
      "count",
      "results",
    ]);
    expect(after.map(({ from }) => from)).not.toContain("mail");
  });

  it("is closed: no line comes into it from elsewhere", () => {
    const joined = plus(reminding(), { edges: [edge("mail", "confirmed", "desk")] });
    expect(errors(joined)).toContain(
      "“desk” is done for each item of “each”, but this line comes from “each”, which is not. Delete the line, or lead on from “When all are done” of “each”.",
    );
    expect(() => compilePlan(joined, DEFINITIONS)).toThrow("from outside of “each”");
  });

  it("is used from elsewhere through the results alone", () => {
    const peeking = plus(reminding(), {
      nodes: [mail("peek", ["back", "state"])],
      edges: [edge("each", "done", "peek")],
    });
    expect(errors(peeking)).toEqual([
      "Uses “state” of “back”, which is done for each item of “each”. Use the results of “each” instead.",
    ]);
    expect(() => compilePlan(peeking, DEFINITIONS)).toThrow("Use its results instead");
  });

  it("cannot use what follows the whole, nor can what follows use the item", () => {
    const early = withConfig(reminding(), "mail", { subject: text("After ", ["desk", "state"]) });
    expect(errors(early)).toEqual([
      "Uses “state” of “desk”, which only runs after it. Choose another value.",
    ]);
    const late = withConfig(reminding(), "desk", { subject: text("Of ", ["each", "item", "id"]) });
    expect(errors(late)).toEqual(["“each” puts out no “item › id”. Choose another value."]);
  });

  it("holds no other “for each”", () => {
    const inner = node("inner", "for-each", {
      list: { from: "each", path: ["item", "tags"] },
      idField: "",
      atMost: 1,
    });
    const nested = plus(reminding(), { nodes: [inner], edges: [edge("mail", "confirmed", "inner")] });
    expect(errors(nested)).toContain(
      "“inner” stands within “each”: one “for each” within another is not possible. Put it into a workflow of its own, or behind the other.",
    );
    expect(() => compilePlan(nested, DEFINITIONS)).toThrow("stands within “each”");
  });

  it("goes through a list", () => {
    const count = withConfig(reminding(), "each", { list: { from: "find", path: ["count"] } });
    expect(errors(count)).toContain("“count” is not a list. Choose the list to go through.");
  });

  it("compiles whenever nothing is wrong with it, however lines and uses were drawn", () => {
    const ids = reminding().nodes.map(({ id }) => id);
    const line = fc
      .tuple(
        fc.constantFrom(...ids),
        fc.constantFrom("started", "done", "item", "confirmed"),
        fc.constantFrom(...ids),
      )
      .map((ends) => edge(...ends));
    const use = fc.tuple(fc.constantFrom("mail", "desk"), fc.constantFrom(...ids));
    fc.assert(
      fc.property(fc.array(line, { maxLength: 3 }), fc.option(use), (lines, used) => {
        const base = plus(reminding(), { edges: lines });
        const graph = used ? withConfig(base, used[0], { to: chip(used[1], "state") }) : base;
        if (errors(graph).length === 0) compilePlan(graph, DEFINITIONS);
      }),
    );
  });
});
