import type { Graph } from "./schema";

/** Tells whether a way out of a node leads nowhere: a run that takes it ends there. */
export function endsOf(graph: Graph): (nodeId: string, port: string) => boolean {
  const leadsOn = new Set(graph.edges.map(({ source, sourcePort }) => JSON.stringify([source, sourcePort])));
  return (nodeId, port) => !leadsOn.has(JSON.stringify([nodeId, port]));
}
