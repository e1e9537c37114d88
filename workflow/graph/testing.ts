import type { Value } from "@/workflow/expressions/schema";
import type { Catalog } from "@/workflow/nodes/define";
import type { NodeType } from "@/workflow/nodes/types";
import type { Graph, GraphEdge, GraphNode } from "./schema";

/** A small finished workflow of real node types, for tests: a form, a look-up, a branch, an approval, actions. */

export const CATALOG: Catalog = {
  collections: [
    {
      id: "col-assets",
      key: "assets",
      name: "Assets",
      fields: [
        { key: "name", label: "Name", type: "text", required: true },
        { key: "status", label: "Status", type: "choice", options: ["free", "lent"] },
        { key: "value", label: "Value", type: "money" },
      ],
    },
  ],
  connections: [
    { id: "con-mail", connector: "smtp", name: "Mail" },
    { id: "con-http", connector: "http", name: "Help desk" },
  ],
  people: [{ id: "person-1", name: "Dana", role: "reviewer" }],
  arrivals: [],
  workflows: [
    {
      id: "wf-check",
      name: "Check",
      fields: [{ key: "asset", label: "Asset", type: "text", required: true }],
      gives: [{ key: "answer", label: "Answer", type: "text" }],
    },
  ],
};

export function chip(from: string, ...path: string[]): Value {
  return { kind: "reference", reference: { from, path } };
}

export function literal(value: string | number | boolean | null): Value {
  return { kind: "literal", value };
}

/** Text with chips, written as alternating words and `[from, …path]`. */
export function text(...parts: (string | [string, ...string[]])[]): Value {
  return {
    kind: "text",
    segments: parts.map((part) =>
      typeof part === "string"
        ? { kind: "text", text: part }
        : { kind: "reference", reference: { from: part[0], path: part.slice(1) } },
    ),
  };
}

export function node(id: string, type: NodeType, config: Record<string, unknown>, name = id): GraphNode {
  return { id, type, name, config, join: "all", position: { x: 0, y: 0 } };
}

export function edge(source: string, sourcePort: string, target: string): GraphEdge {
  return { id: `${source}.${sourcePort}-${target}`, source, sourcePort, target };
}

/** Somebody asks to borrow an asset; dear ones are approved by a person; the record changes, a mail goes out. */
export function lending(): Graph {
  return {
    nodes: [
      node("form", "form", {
        title: "Borrow something",
        intro: "",
        thanks: "Thank you.",
        subjectField: "asset",
        fields: [
          { key: "asset", label: "Asset", type: "text", required: true },
          { key: "email", label: "Your email", type: "email", required: true },
        ],
      }),
      node("look", "find-record", {
        collectionId: "col-assets",
        filters: [{ field: "name", operator: "is", value: chip("event", "asset") }],
      }),
      node("dear", "branch", {
        owner: "Facilities",
        outcomes: [
          {
            id: "dear",
            name: "Dear",
            when: {
              combinator: "and",
              rules: [
                {
                  left: { from: "look", path: ["record", "value"] },
                  operator: "greater-than",
                  right: literal(100),
                },
              ],
            },
          },
        ],
      }),
      node("ask", "approval", {
        ask: text("Lend ", ["event", "asset"], " to ", ["event", "email"], "?"),
        why: text("It is worth more than 100."),
        subject: text(["event", "asset"]),
        reviewers: { role: "reviewer" },
        amount: chip("look", "record", "value"),
        currency: "EUR",
        evidence: [{ label: "Status", value: chip("look", "record", "status") }],
        answers: [
          { id: "approve", label: "Lend it", port: "approved", needsRationale: false },
          { id: "reject", label: "Keep it", port: "rejected", needsRationale: true },
        ],
      }),
      node("lend", "update-record", {
        collectionId: "col-assets",
        recordId: chip("look", "id"),
        changes: [{ field: "status", value: literal("lent") }],
        expectedVersion: { from: "look", path: ["version"] },
      }),
      node("mail", "send-email", {
        connectionId: "con-mail",
        to: text(["event", "email"]),
        subject: text("You may borrow ", ["event", "asset"]),
        text: text("It is reserved for you: ", ["lend", "state"], "."),
      }),
      node("sorry", "send-email", {
        connectionId: "con-mail",
        to: text(["event", "email"]),
        subject: text("Not this time"),
        text: text("Reason: ", ["ask", "rationale"]),
      }),
    ],
    edges: [
      edge("form", "started", "look"),
      edge("look", "found", "dear"),
      edge("dear", "dear", "ask"),
      edge("dear", "otherwise", "lend"),
      edge("ask", "approved", "lend"),
      edge("ask", "rejected", "sorry"),
      edge("lend", "confirmed", "mail"),
    ],
  };
}

/** The same drawing with one node's settings changed. */
export function withConfig(graph: Graph, id: string, change: Record<string, unknown>): Graph {
  return {
    ...graph,
    nodes: graph.nodes.map((each) =>
      each.id === id ? { ...each, config: { ...each.config, ...change } } : each,
    ),
  };
}

/** Everything that is lent is found; each lender is written to, then the desk once. */
export function reminding(): Graph {
  return {
    nodes: [
      node("form", "form", {
        title: "Remind",
        intro: "",
        thanks: "Thank you.",
        subjectField: "",
        fields: [{ key: "email", label: "Email", type: "email" }],
      }),
      node("find", "find-records", { collectionId: "col-assets", filters: [], limit: 50, totalField: "" }),
      node("each", "for-each", { list: { from: "find", path: ["records"] }, idField: "", atMost: 10 }),
      node("back", "update-record", {
        collectionId: "col-assets",
        recordId: chip("each", "item", "id"),
        changes: [{ field: "status", value: literal("free") }],
      }),
      node("mail", "send-email", {
        connectionId: "con-mail",
        to: text(["event", "email"]),
        subject: text("Bring back ", ["each", "item", "record", "name"]),
        text: text("Please."),
      }),
      node("desk", "send-email", {
        connectionId: "con-mail",
        to: text("desk@example.com"),
        subject: text("Reminded: ", ["each", "count"]),
        text: text("Done."),
      }),
    ],
    edges: [
      edge("form", "started", "find"),
      edge("find", "done", "each"),
      edge("each", "item", "back"),
      edge("back", "confirmed", "mail"),
      edge("each", "done", "desk"),
    ],
  };
}
