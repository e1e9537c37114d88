import { describe, expect, test } from "vitest";
import type { Graph, GraphNode } from "@/workflow/graph/schema";
import { connect, freshNodeId, insertOnEdge, paste, remove, setLimits } from "./edits";

const node = (id: string, type = "compute", config: GraphNode["config"] = {}): GraphNode => ({
  id,
  type,
  name: id,
  config,
  join: "all",
  position: { x: 0, y: 0 },
});

const line: Graph = {
  nodes: [node("a"), node("b")],
  edges: [{ id: "a.done-b", source: "a", sourcePort: "done", target: "b" }],
};

describe("a drawing under edit", () => {
  test("a new node never takes an id that is in use", () => {
    expect(freshNodeId({ nodes: [node("wait"), node("wait-2")], edges: [] }, "wait")).toBe("wait-3");
  });

  test("the same connection is drawn once, and never to itself", () => {
    expect(connect(line, { source: "a", sourcePort: "done", target: "b" })).toBe(line);
    expect(connect(line, { source: "a", sourcePort: "done", target: "a" })).toBe(line);
  });

  test("a node dropped on an edge stands between its ends", () => {
    const edge = line.edges[0];
    if (!edge) throw new Error("the fixture has an edge");
    const next = insertOnEdge(line, edge, node("c"), "out");
    expect(next.edges.map((each) => `${each.source}.${each.sourcePort}→${each.target}`)).toEqual([
      "a.done→c",
      "c.out→b",
    ]);
  });

  test("limits on runs at once stand beside the drawing, and go when all are empty", () => {
    const limited = setLimits(line, { runs: 2, perField: { field: "name", runs: 1 } });
    expect(remove(limited, { nodes: ["a"] }).limits).toEqual(limited.limits);
    expect(limited).toEqual({ ...line, limits: { runs: 2, perField: { field: "name", runs: 1 } } });
    expect(setLimits(limited, { runs: 2 }).limits).toEqual({ runs: 2 });
    expect(setLimits(limited, {})).toEqual(line);
  });

  test("removing a node takes its edges along", () => {
    expect(remove(line, { nodes: ["b"] }).edges).toEqual([]);
  });

  test("pasted nodes refer to each other, not to what they were copied from", () => {
    const copied: Graph = {
      nodes: [
        node("a"),
        node("b", "compute", { value: { kind: "reference", reference: { from: "a", path: ["x"] } } }),
      ],
      edges: line.edges,
    };
    const { graph, pasted } = paste(line, copied, { x: 40, y: 40 });
    expect(pasted).toEqual(["compute", "compute-2"]);
    expect(graph.nodes.at(-1)?.config).toEqual({
      value: { kind: "reference", reference: { from: "compute", path: ["x"] } },
    });
    expect(graph.edges.at(-1)).toMatchObject({ source: "compute", target: "compute-2" });
  });
});
