import type { Graph } from "@/workflow/graph/schema";
import { DEFINITIONS } from "@/workflow/nodes/definitions";

/** What a workflow can begin with, in the order in which it is offered. */
export const START_KINDS = [
  "form",
  "webhook",
  "record-change",
  "schedule",
  "time-threshold",
  "called",
] as const;
export type StartKind = (typeof START_KINDS)[number];

/** A drawing with nothing but its trigger. */
export function blankDocument(kind: StartKind): Graph {
  const { label, defaults } = DEFINITIONS[kind];
  const config = { ...(defaults() as Record<string, unknown>) };
  return {
    nodes: [{ id: kind, type: kind, name: label, config, join: "all", position: { x: 0, y: 0 } }],
    edges: [],
  };
}
