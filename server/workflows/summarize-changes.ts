import { diffGraphs } from "@/workflow/graph/diff";
import type { Graph, GraphNode } from "@/workflow/graph/schema";

/** What changed between two drawings, in one line of words for the audit log. */
export function summarizeChanges(before: Graph | null, after: Graph): string {
  if (!before) return count(after.nodes.length, "node");
  const { nodes, edges, limits } = diffGraphs(before, after);
  const rewired = edges.added.length + edges.removed.length + edges.changed.length > 0;
  const parts = [
    listed("added", nodes.added),
    listed(
      "changed",
      nodes.changed.map((change) => change.after),
    ),
    listed("removed", nodes.removed),
    rewired ? "connected differently" : "",
    limits ? "other limits on runs at once" : "",
  ].filter((part) => part !== "");
  return parts.length === 0 ? "no changes" : parts.join("; ");
}

const MOST_NAMES = 3;

function listed(verb: string, nodes: GraphNode[]): string {
  if (nodes.length === 0) return "";
  const names = nodes.slice(0, MOST_NAMES).map((node) => `“${node.name}”`);
  const more = nodes.length - names.length;
  return `${verb} ${names.join(", ")}${more > 0 ? ` and ${count(more, "other")}` : ""}`;
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
