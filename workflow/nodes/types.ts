/** Every kind of node, by stage. A new one stands here, in definitions.ts and in executors.ts. */
export const NODE_TYPES = [
  "form",
  "webhook",
  "record-change",
  "called",
  "schedule",
  "time-threshold",
  "find-record",
  "find-records",
  "reconcile",
  "compute",
  "branch",
  "approval",
  "create-record",
  "update-record",
  "delete-record",
  "move-money",
  "send-email",
  "http-request",
  "start-workflow",
  "assert",
  "wait",
  "for-each",
  "join",
  "note",
] as const;

export type NodeType = (typeof NODE_TYPES)[number];
