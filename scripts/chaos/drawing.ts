import type { Graph, GraphNode } from "@/workflow/graph/schema";

/** Nodes whose action every run that is done has done. */
export const ACTIONS = ["honest", "careless", "checked", "file", "close"] as const;

const text = (value: string) => ({ kind: "text", segments: [{ kind: "text", text: value }] });
const fromEvent = (field: string) => ({ kind: "reference", reference: { from: "event", path: [field] } });

/** The same where the drawing gives money back too. */
export const ACTIONS_WITH_REFUND = [...ACTIONS, "refund"] as const;

/**
 * A drawing with everything that can get lost: a branch, requests to a system that honours keys and to one that
 * does not, and one that is read back, side by side with a record; a join; a person's decision; another record. Where there is a Stripe, a refund of the
 * event's own payment stands beside them.
 */
export function chaosDrawing(using: {
  honours: string;
  forgets: string;
  checked: string;
  collectionId: string;
  stripe?: string;
}): Graph {
  const node = (id: string, type: string, config: GraphNode["config"]): GraphNode => ({
    id,
    type,
    name: id,
    config,
    join: "all",
    position: { x: 0, y: 0 },
  });
  const post = (id: string, connectionId: string, more: GraphNode["config"] = {}) =>
    node(id, "http-request", {
      connectionId,
      method: "POST",
      path: text("/things"),
      query: [],
      body: [{ field: "name", value: fromEvent("name") }],
      ...more,
    });
  const own = { kind: "text", segments: [{ kind: "text", text: "/things/" }, fromEvent("name")] };
  const record = (id: string) =>
    node(id, "create-record", {
      collectionId: using.collectionId,
      values: [{ field: "name", value: fromEvent("name") }],
    });
  const refund = (connectionId: string) =>
    node("refund", "stripe-refund", {
      connectionId,
      payment: { kind: "text", segments: [fromEvent("payment")] },
      amount: { kind: "literal", value: "0.01" },
      currency: "EUR",
      reason: "not-said",
    });
  const rule = { left: { from: "event", path: ["name"] }, operator: "is-present" };
  return {
    nodes: [
      node("start", "webhook", {
        fields: [
          { key: "name", label: "Name", type: "text" },
          { key: "payment", label: "Payment", type: "text" },
        ],
        idField: "",
        subjectField: "name",
      }),
      node("known", "branch", {
        outcomes: [{ id: "yes", name: "Yes", when: { combinator: "and", rules: [rule] } }],
        owner: "Rule",
      }),
      post("honest", using.honours),
      post("careless", using.forgets),
      post("checked", using.checked, {
        path: own,
        readPath: own,
        readField: "state",
        readValue: text("done"),
      }),
      ...(using.stripe === undefined ? [] : [refund(using.stripe)]),
      record("file"),
      node("both", "join", {}),
      node("ask", "approval", {
        ask: text("May it go ahead?"),
        why: text("It is large."),
        subject: text(""),
        reviewers: { role: "reviewer" },
        evidence: [],
        answers: [
          { id: "approve", label: "Approve", port: "approved", needsRationale: false },
          { id: "reject", label: "Reject", port: "rejected", needsRationale: true },
        ],
      }),
      record("close"),
    ],
    edges: [
      ["start", "started", "known"],
      ["known", "yes", "honest"],
      ["known", "yes", "careless"],
      ["known", "yes", "checked"],
      ["known", "yes", "file"],
      ...(using.stripe === undefined
        ? []
        : [
            ["known", "yes", "refund"],
            ["refund", "confirmed", "both"],
          ]),
      ["honest", "confirmed", "both"],
      ["careless", "confirmed", "both"],
      ["checked", "confirmed", "both"],
      ["both", "done", "ask"],
      ["ask", "approved", "close"],
    ].map(([source = "", sourcePort = "", target = ""]) => ({
      id: `${source}-${target}`,
      source,
      sourcePort,
      target,
    })),
  };
}
