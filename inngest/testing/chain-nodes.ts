import { node } from "@/server/testing/workflow";
import type { Json, JsonObject } from "@/workflow/json";

/** Nodes of drawings whose runs start runs. Collections are those of `makeCollection`. */

const literal = (value: Json) => ({ kind: "literal", value });
export const chip = (from: string, ...path: string[]) => ({ kind: "reference", reference: { from, path } });
const text = (value: string) => ({ kind: "text", segments: [{ kind: "text", text: value }] });

export const changed = (collectionId: string, field: string, more: JsonObject = {}) =>
  node("changed", "record-change", {
    collectionId,
    created: false,
    updated: true,
    deleted: false,
    fields: [field],
    onOwnChanges: false,
    onReversals: false,
    ...more,
  });
/** Writes the version that started the run into a field: something else each time. */
export const mark = (collectionId: string, field: string) =>
  node("mark", "update-record", {
    collectionId,
    recordId: chip("event", "id"),
    changes: [{ field, value: chip("event", "version") }],
  });
export const given = (...keys: string[]) =>
  node("given", "called", {
    fields: keys.map((key) => ({ key, label: key, type: "text" })),
    subjectField: keys[0] ?? "",
  });
export const call = (workflowId: string, more: JsonObject = {}) =>
  node("call", "start-workflow", {
    workflowId,
    inputs: [{ field: "name", value: chip("event", "name") }],
    wait: true,
    ...more,
  });
export const start = () =>
  node("start", "webhook", {
    fields: [
      { key: "name", label: "Name", type: "text" },
      { key: "email", label: "Email", type: "email" },
    ],
    idField: "",
    subjectField: "name",
  });
export const note = (collectionId: string, id: string, values: JsonObject) =>
  node(id, "create-record", {
    collectionId,
    values: Object.entries(values).map(([field, value]) => ({ field, value })),
  });
export const approval = () =>
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
  });
export const stuck = (collectionId: string) =>
  node("stuck", "update-record", {
    collectionId,
    recordId: chip("event", "nowhere"),
    changes: [{ field: "name", value: literal("x") }],
  });
