import { describe, expect, it } from "vitest";
import { diffGraphs } from "./diff";
import { edge, lending, node, withConfig } from "./testing";

describe("what differs between two documents", () => {
  it("is nothing between equal ones, whatever the order of keys", () => {
    const shuffled = lending();
    for (const each of shuffled.nodes)
      each.config = Object.fromEntries(Object.entries(each.config).toReversed());
    expect(diffGraphs(lending(), shuffled)).toEqual({
      nodes: { added: [], removed: [], changed: [], moved: [] },
      edges: { added: [], removed: [], changed: [] },
      limits: false,
    });
  });

  it("tells added, removed and changed nodes and lines", () => {
    const before = lending();
    const after = withConfig(before, "mail", { connectionId: "con-other" });
    after.nodes = [
      ...after.nodes.filter(({ id }) => id !== "sorry"),
      node("note", "note", { text: "Hello" }),
    ];
    after.edges = [
      ...after.edges.filter(({ target }) => target !== "sorry"),
      edge("look", "not-found", "mail"),
    ];
    const { nodes, edges } = diffGraphs(before, after);
    expect(nodes.added.map(({ id }) => id)).toEqual(["note"]);
    expect(nodes.removed.map(({ id }) => id)).toEqual(["sorry"]);
    expect(nodes.changed.map(({ after: { id }, what }) => [id, what])).toEqual([["mail", ["settings"]]]);
    expect(edges.added.map(({ id }) => id)).toEqual(["look.not-found-mail"]);
    expect(edges.removed.map(({ id }) => id)).toEqual(["ask.rejected-sorry"]);
  });

  it("tells moving from changing", () => {
    const after = lending();
    after.nodes = after.nodes.map((each) =>
      each.id === "ask" ? { ...each, position: { x: 5, y: 5 } } : each,
    );
    expect(diffGraphs(lending(), after).nodes).toEqual({
      added: [],
      removed: [],
      changed: [],
      moved: ["ask"],
    });
  });

  it("tells a line that no longer waits", () => {
    const after = lending();
    after.edges = after.edges.map((each) => (each.target === "mail" ? { ...each, dontWait: true } : each));
    expect(diffGraphs(lending(), after).edges.changed.map(({ after: { id } }) => id)).toEqual([
      "lend.confirmed-mail",
    ]);
  });
});
