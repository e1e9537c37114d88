import { describe, expect, test } from "vitest";
import type { Graph, GraphNode } from "@/workflow/graph/schema";
import { targetsOf, waysOut } from "./connect-targets";

const node = (id: string, type: string, x: number): GraphNode => ({
  id,
  type,
  name: id.toUpperCase(),
  config: {},
  join: "all",
  position: { x, y: 0 },
});
const start = node("start", "webhook", 0);
const first = node("first", "join", 1);
const second = node("second", "join", 2);
const last = node("last", "approval", 3);
const port = waysOut({ nodes: [first], edges: [] }, first)[0]?.id ?? "";
const graph: Graph = {
  nodes: [last, node("note", "note", 9), second, first, start],
  edges: [
    { id: "start.started-first", source: "start", sourcePort: "started", target: "first" },
    { id: `first.${port}-second`, source: "first", sourcePort: port, target: "second" },
  ],
};
const said = (source: GraphNode, from: string) =>
  targetsOf(graph, source, from).map(({ name, refusal }) => [name, refusal]);

describe("connecting by keyboard", () => {
  test("offers what a line may lead to from left to right, and says why not of the rest", () => {
    expect(said(first, port)).toEqual([
      ["LAST", null],
      ["START", "A trigger starts a run: nothing leads to it."],
      ["SECOND", "This line is drawn already."],
    ]);
  });

  test("refuses what would lead back", () => {
    expect(said(second, port)).toEqual([
      ["LAST", null],
      ["START", "A trigger starts a run: nothing leads to it."],
      ["FIRST", "It leads to “SECOND” already: the flow only goes forward."],
    ]);
  });

  test("tells each way out with where it leads already", () => {
    expect(waysOut(graph, first)).toMatchObject([{ id: port, leadsTo: ["SECOND"] }]);
    expect(waysOut(graph, last).map(({ label }) => label)).toEqual(["Approved", "Rejected"]);
    expect(waysOut(graph, node("note", "note", 9))).toEqual([]);
  });
});
