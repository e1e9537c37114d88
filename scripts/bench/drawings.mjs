/** The workflows that are measured, as documents. */

const FIELDS = [
  { key: "mark", label: "Mark", type: "text", required: true },
  { key: "name", label: "Name", type: "text", required: false },
  { key: "amount", label: "Amount", type: "number", required: false },
  { key: "kind", label: "Kind", type: "text", required: false },
  { key: "text", label: "Text", type: "long-text", required: false },
];

const from = (source, ...path) => ({ kind: "reference", reference: { from: source, path } });
const literal = (value) => ({ kind: "literal", value });
const text = (...parts) => ({
  kind: "text",
  segments: parts.map((part) =>
    typeof part === "string"
      ? { kind: "text", text: part }
      : { kind: "reference", reference: part.reference },
  ),
});

/** Nodes in a line, each on the way out of the one before. */
function line(...nodes) {
  return {
    nodes: nodes.map(([id, type, config], column) => ({
      id,
      type,
      name: id,
      config,
      join: "all",
      position: { x: column * 320, y: 0 },
    })),
    edges: nodes.slice(1).map(([target], index) => {
      const [source, type] = nodes[index];
      return { id: `${source}-${target}`, source, sourcePort: WAY_OUT[type], target };
    }),
  };
}

const WAY_OUT = {
  webhook: "started",
  compute: "done",
  branch: "large",
  wait: "done",
  approval: "approved",
  "create-record": "confirmed",
};

const trigger = ["arrives", "webhook", { fields: FIELDS, idField: "", subjectField: "name" }];

/** Trigger, set fields, branch on two conditions, set fields, write a record, HTTP POST. */
export function sixNodes({ collectionId, connectionId }) {
  const set = (field, value) => ({ field, value });
  return line(
    trigger,
    [
      "set-first",
      "compute",
      {
        fields: [
          set("label", text("For ", from("event", "name"))),
          set("amount", from("event", "amount")),
          set("source", literal("bench")),
        ],
      },
    ],
    [
      "branch",
      "branch",
      {
        owner: "Operations",
        outcomes: [
          {
            id: "large",
            name: "Large",
            when: {
              combinator: "and",
              rules: [
                { left: { from: "event", path: ["amount"] }, operator: "at-least", right: literal(10) },
                { left: { from: "event", path: ["kind"] }, operator: "is", right: literal("large") },
              ],
            },
          },
        ],
      },
    ],
    [
      "set-second",
      "compute",
      {
        fields: [
          set("title", text(from("set-first", "label"), ": ", from("event", "text"))),
          set("outcome", from("branch", "outcome")),
        ],
      },
    ],
    [
      "write",
      "create-record",
      {
        collectionId,
        values: [
          set("mark", from("event", "mark")),
          set("title", from("set-second", "title")),
          set("amount", from("set-first", "amount")),
        ],
      },
    ],
    [
      "post",
      "http-request",
      {
        connectionId,
        method: "POST",
        path: text("/events"),
        query: [],
        body: [
          set("mark", from("event", "mark")),
          set("title", from("set-second", "title")),
          set("amount", from("set-first", "amount")),
        ],
      },
    ],
  );
}

/** One HTTP POST. */
export function onePost({ connectionId }) {
  const body = [{ field: "mark", value: from("event", "mark") }];
  return line(trigger, [
    "post",
    "http-request",
    { connectionId, method: "POST", path: text("/events"), query: [], body },
  ]);
}

/** A person decides, then one node runs. */
export function oneApproval() {
  return line(
    trigger,
    [
      "approve",
      "approval",
      {
        ask: text("May ", from("event", "mark"), " go ahead?"),
        why: text("It is measured."),
        subject: from("event", "name"),
        reviewers: { role: "reviewer" },
        evidence: [{ label: "Amount", value: from("event", "amount") }],
        answers: [
          { id: "approve", label: "Approve", port: "approved", needsRationale: false },
          { id: "reject", label: "Reject", port: "rejected", needsRationale: true },
        ],
      },
    ],
    ["after", "compute", { fields: [{ field: "decided", value: literal(true) }] }],
  );
}

/** Waits for a month. */
export function longWait() {
  return line(
    trigger,
    [
      "wait",
      "wait",
      { mode: "duration", duration: { amount: 30, unit: "days" }, until: { kind: "literal", value: null } },
    ],
    ["after", "compute", { fields: [{ field: "waited", value: literal(true) }] }],
  );
}

/**
 * As many nodes that set a field as there are steps. Nodes that follow one another would run as one step: here
 * each also leads to the last node, so that each is a step of its own.
 * @param {number} count
 * @param {{waits?: boolean}} [options] whether each tenth is followed by a wait, as short as waits are
 */
export function manySteps(count, { waits = false } = {}) {
  const value = (index) => (index === 0 ? from("event", "name") : from(`set-${index - 1}`, "value"));
  const compute = (id, index) => [id, "compute", { fields: [{ field: "value", value: value(index) }] }];
  const wait = (index) => [`wait-${index}`, "wait", { ...SHORTEST, until: literal(null) }];
  const nodes = Array.from({ length: count }, (_, index) => compute(`set-${index}`, index));
  const waiting = nodes.flatMap((node, index) => (waits && index % 10 === 9 ? [node, wait(index)] : [node]));
  const drawing = line(trigger, ...waiting, compute("last", count));
  const lastId = waiting.at(-1)?.[0];
  const shortcuts = nodes
    .filter(([id]) => id !== lastId)
    .map(([source]) => ({ id: `${source}-last`, source, sourcePort: "done", target: "last" }));
  return { ...drawing, edges: [...drawing.edges, ...shortcuts] };
}

const SHORTEST = { mode: "duration", duration: { amount: 0.001, unit: "minutes" } };
