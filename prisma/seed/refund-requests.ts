import type { Reference, Value } from "@/workflow/expressions/schema";
import { textValue } from "@/workflow/expressions/text";
import { edgeIdOf, type Graph, type GraphNode } from "@/workflow/graph/schema";
import type { CollectionIds } from "./example";

const at = (from: string, ...path: string[]): Reference => ({ from, path });
const use = (from: string, ...path: string[]): Value => ({ kind: "reference", reference: at(from, ...path) });
const constant = (value: string | number): Value => ({ kind: "literal", value });

const EMAIL = at("event", "email");
const ORDER = at("event", "order");
const AMOUNT = at("event", "amount");

/** Fields of a request, by form or webhook alike. */
const REQUEST_FIELDS = [
  { key: "email", label: "Email", type: "email", required: true },
  { key: "order", label: "Order number", type: "text", required: true },
  { key: "amount", label: "Amount", type: "money", required: true },
  { key: "reason", label: "What went wrong", type: "long-text", required: false },
];

const COLUMN = 328;
const ROW = 168;

function node(
  type: string,
  id: string,
  name: string,
  [column, row]: [number, number],
  config: object,
): GraphNode {
  return {
    id,
    type,
    name,
    config: { ...config },
    join: "all",
    position: { x: column * COLUMN, y: row * ROW },
  };
}

/** The example workflow: what a stranger sees first, so every stage does something real. */
export function refundRequests(ids: CollectionIds & { mail: string }): Graph {
  const email = (to: Reference, subject: Value, text: Value) => ({
    connectionId: ids.mail,
    to: { kind: "reference", reference: to },
    subject,
    text,
  });
  const nodes: GraphNode[] = [
    node("form", "request-form", "Refund form", [0, 0], {
      title: "Request a refund",
      intro: "Tell us which order it is about and what went wrong. Small refunds are paid at once.",
      fields: REQUEST_FIELDS,
      thanks: "Thank you. We have your request and write to you as soon as it is decided.",
      subjectField: "email",
    }),
    node("webhook", "shop-webhook", "Shop asks for a refund", [0, 1], {
      fields: REQUEST_FIELDS,
      idField: "",
      subjectField: "email",
    }),
    node("find-record", "find-order", "Find the order", [1, 0.4], {
      collectionId: ids.orders,
      filters: [{ field: "number", operator: "is", value: { kind: "reference", reference: ORDER } }],
    }),
    node("find-record", "find-customer", "Find the customer", [2, 0.4], {
      collectionId: ids.customers,
      filters: [{ field: "email", operator: "is", value: { kind: "reference", reference: EMAIL } }],
    }),
    node("find-record", "find-billing", "Find the billing account", [3, 0], {
      collectionId: ids.billing,
      filters: [{ field: "email", operator: "is", value: { kind: "reference", reference: EMAIL } }],
    }),
    node("reconcile", "reconcile-tier", "Compare the tier", [4, 0], {
      labelA: "Customers",
      inA: at("find-customer", "record", "tier"),
      labelB: "Billing",
      inB: at("find-billing", "record", "tier"),
      trusted: "b",
    }),
    node("find-records", "earlier-refunds", "Earlier refunds", [3, 1.1], {
      collectionId: ids.refunds,
      filters: [{ field: "email", operator: "is", value: { kind: "reference", reference: EMAIL } }],
      limit: 50,
      totalField: "amount",
    }),
    node("branch", "needs-approval", "Is it routine?", [5, 0.4], {
      outcomes: [
        {
          id: "unusual",
          name: "Needs approval",
          when: {
            combinator: "or",
            rules: [
              { left: AMOUNT, operator: "greater-than", right: constant(100) },
              { left: at("reconcile-tier", "differs"), operator: "is-true" },
              { left: at("earlier-refunds", "count"), operator: "at-least", right: constant(2) },
            ],
          },
        },
      ],
      owner: "Finance",
    }),
    node("approval", "approve-refund", "Approve the refund", [6, -0.2], {
      ask: textValue("Refund ", AMOUNT, " EUR to ", EMAIL, " for order ", ORDER, "?"),
      why: textValue("It is not routine: ", at("needs-approval", "reason"), "."),
      subject: use("event", "email"),
      reviewers: { role: "reviewer" },
      amount: use("event", "amount"),
      currency: "EUR",
      evidence: [
        { label: "Customer", value: use("find-customer", "record", "name") },
        { label: "Tier in Customers", value: use("reconcile-tier", "a") },
        { label: "Tier in Billing", value: use("reconcile-tier", "b") },
        { label: "Order", value: use("find-order", "record", "number") },
        { label: "Item", value: use("find-order", "record", "item") },
        { label: "Order total", value: use("find-order", "record", "total") },
        { label: "Order status", value: use("find-order", "record", "status") },
        { label: "Earlier refunds", value: use("earlier-refunds", "count") },
        { label: "Refunded so far", value: use("earlier-refunds", "total") },
      ],
      answers: [
        { id: "approve", label: "Approve refund", port: "approved", needsRationale: false },
        { id: "reject", label: "Reject", port: "rejected", needsRationale: true },
      ],
      escalateAfterHours: 24,
    }),
    node("move-money", "pay-refund", "Pay the refund", [7, 0.4], {
      collectionId: ids.refunds,
      amount: use("event", "amount"),
      currency: "EUR",
      data: [
        { field: "order", value: use("event", "order") },
        { field: "email", value: use("event", "email") },
        { field: "reason", value: use("event", "reason") },
      ],
    }),
    node("update-record", "mark-order", "Mark the order as refunded", [8, 0], {
      collectionId: ids.orders,
      recordId: use("find-order", "id"),
      changes: [{ field: "status", value: constant("refunded") }],
    }),
    node("send-email", "tell-customer", "Tell the customer", [8, 1], {
      ...email(
        EMAIL,
        textValue("Your refund for order ", ORDER),
        textValue(
          "Hello ",
          at("find-customer", "record", "name"),
          ",\n\nwe have refunded ",
          AMOUNT,
          " EUR for order ",
          ORDER,
          ". It reaches your account within three days.\n\nNorthwind Goods",
        ),
      ),
    }),
    node("assert", "order-shows-it", "The order shows it", [9, 0], {
      condition: {
        combinator: "and",
        rules: [{ left: at("mark-order", "record", "status"), operator: "is", right: constant("refunded") }],
      },
    }),
    node("send-email", "tell-rejected", "Explain the rejection", [7, -0.8], {
      ...email(
        EMAIL,
        textValue("Your refund request for order ", ORDER),
        textValue(
          "Hello ",
          at("find-customer", "record", "name"),
          ",\n\nwe looked at your request for order ",
          ORDER,
          " and cannot refund it: ",
          at("approve-refund", "rationale"),
          "\n\nNorthwind Goods",
        ),
      ),
    }),
    node("send-email", "ask-for-details", "Ask for the right details", [2, 1.5], {
      ...email(
        EMAIL,
        textValue("Your refund request"),
        textValue(
          "Hello,\n\nwe could not find order ",
          ORDER,
          " with this email address. Please check both and send the form again.\n\nNorthwind Goods",
        ),
      ),
    }),
    node("note", "note", "Note", [5, 1.5], {
      text: "Routine refunds go out at once. Everything over 100 EUR, and everything odd, is decided by a person. The organization's cap holds whatever this drawing says.",
    }),
  ];
  const line = (source: string, sourcePort: string, target: string) => {
    const edge = { source, sourcePort, target };
    return { id: edgeIdOf(edge), ...edge };
  };
  return {
    nodes,
    edges: [
      line("request-form", "started", "find-order"),
      line("shop-webhook", "started", "find-order"),
      line("find-order", "found", "find-customer"),
      line("find-order", "not-found", "ask-for-details"),
      line("find-customer", "found", "find-billing"),
      line("find-customer", "found", "earlier-refunds"),
      line("find-customer", "not-found", "ask-for-details"),
      line("find-billing", "found", "reconcile-tier"),
      line("find-billing", "not-found", "reconcile-tier"),
      line("reconcile-tier", "match", "needs-approval"),
      line("reconcile-tier", "mismatch", "needs-approval"),
      line("earlier-refunds", "done", "needs-approval"),
      line("needs-approval", "unusual", "approve-refund"),
      line("needs-approval", "otherwise", "pay-refund"),
      line("approve-refund", "approved", "pay-refund"),
      line("approve-refund", "rejected", "tell-rejected"),
      line("pay-refund", "confirmed", "mark-order"),
      line("pay-refund", "confirmed", "tell-customer"),
      line("mark-order", "confirmed", "order-shows-it"),
    ],
  };
}
