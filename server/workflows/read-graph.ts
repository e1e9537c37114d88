import { EMPTY_GRAPH, type Graph, graphSchema } from "@/workflow/graph/schema";

/** A stored document as a graph. Documents are checked on their way in, so one that does not parse is a fault. */
export function readGraph(document: unknown): Graph {
  const parsed = graphSchema.safeParse(document ?? EMPTY_GRAPH);
  if (!parsed.success) throw new Error(`A stored workflow document is malformed: ${parsed.error.message}`);
  return parsed.data;
}
