import { z } from "zod";

/**
 * The document a builder draws. It is stored as it stands (draft and versions), so unknown node types and
 * unfinished settings are legal here; `validate` says what keeps it from being published.
 */
const nodeIdSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/);

export const graphNodeSchema = z.strictObject({
  id: nodeIdSchema,
  type: z.string().min(1).max(60),
  name: z.string().max(80),
  config: z.record(z.string(), z.unknown()),
  /** When several edges come in: wait until all are settled, or start on the first one taken. */
  join: z.enum(["all", "first"]).default("all"),
  position: z.strictObject({ x: z.number(), y: z.number() }),
});
export type GraphNode = z.infer<typeof graphNodeSchema>;

export const graphEdgeSchema = z.strictObject({
  id: z.string().min(1).max(120),
  source: nodeIdSchema,
  sourcePort: z.string().min(1).max(60),
  target: nodeIdSchema,
  /** Out of an action: follow as soon as the action is accepted for sending, instead of when confirmed. */
  dontWait: z.boolean().optional(),
});
export type GraphEdge = z.infer<typeof graphEdgeSchema>;

/** The id of an edge as the editor gives it: two nodes are connected by a port once. */
export function edgeIdOf(edge: Omit<GraphEdge, "id">): string {
  return `${edge.source}.${edge.sourcePort}-${edge.target}`;
}

const runsAtOnceSchema = z.int().min(1).max(1_000);

/** How many runs of a workflow go on at once; the others stand in line. Runs that wait do not count. */
const runLimitsSchema = z.strictObject({
  runs: runsAtOnceSchema.optional(),
  /** Of those whose events have the same in this field. */
  perField: z.strictObject({ field: z.string().min(1).max(60), runs: runsAtOnceSchema }).optional(),
});
export type RunLimits = z.infer<typeof runLimitsSchema>;

export const graphSchema = z.strictObject({
  nodes: z.array(graphNodeSchema).max(200),
  edges: z.array(graphEdgeSchema).max(600),
  limits: runLimitsSchema.optional(),
});
export type Graph = z.infer<typeof graphSchema>;

export const EMPTY_GRAPH: Graph = { nodes: [], edges: [] };
