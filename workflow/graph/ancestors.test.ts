import { describe, expect, it } from "vitest";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { fieldsAvailableAt, upstreamOf } from "./ancestors";
import { CATALOG, edge, lending, node } from "./testing";

describe("what stands before a node", () => {
  it("lists it nearest first", () => {
    expect(upstreamOf(lending(), "ask")).toEqual(["dear", "look", "form"]);
  });

  it("ends in a drawing with a circle, and never names the node itself", () => {
    const graph = lending();
    graph.edges.push(edge("ask", "approved", "dear"));
    expect(upstreamOf(graph, "ask")).toEqual(["dear", "look", "form"]);
  });
});

describe("what a node may refer to", () => {
  it("is the event, then what the nodes before it put out", () => {
    const available = fieldsAvailableAt(lending(), "ask", CATALOG, DEFINITIONS);
    expect(available.map(({ from, fields }) => [from, fields.map(({ key }) => key)])).toEqual([
      ["event", ["asset", "email"]],
      ["dear", ["outcome", "reason"]],
      ["look", ["record", "id", "version"]],
    ]);
  });

  it("takes the event's fields from all triggers", () => {
    const graph = lending();
    const fields = [{ key: "phone", label: "Phone", type: "text" }];
    graph.nodes.push(node("hook", "webhook", { fields, idField: "", subjectField: "" }));
    const [event] = fieldsAvailableAt(graph, "ask", CATALOG, DEFINITIONS);
    expect(event?.fields.map(({ key }) => key)).toEqual(["asset", "email", "phone"]);
  });

  it("copes with nodes whose settings are not finished", () => {
    const graph = lending();
    graph.nodes = graph.nodes.map((each) => ({ ...each, config: {} }));
    expect(fieldsAvailableAt(graph, "ask", CATALOG, DEFINITIONS)[0]).toEqual({
      from: "event",
      nodeName: "Event",
      fields: [],
    });
  });
});
