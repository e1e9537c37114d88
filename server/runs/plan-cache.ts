import type { Tx } from "@/server/db/tx";
import { type Graph, graphSchema } from "@/workflow/graph/schema";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { compilePlan } from "@/workflow/plan/compile";
import type { Plan } from "@/workflow/plan/plan";

const MOST_CACHED = 300;
const cache = new Map<string, { plan: Plan; graph: Graph }>();

/**
 * The plan of a published version. Versions never change, so a plan once compiled stays right for ever;
 * whose version it is was checked when the run was read.
 * @throws MendDrawing when this release cannot plan it.
 */
export async function planOf(tx: Tx, versionId: string): Promise<{ plan: Plan; graph: Graph }> {
  const known = cache.get(versionId);
  if (known) return known;
  const [version] = await tx.query<{ document: unknown }>(
    "SELECT document FROM workflow_version WHERE id = $1::uuid",
    [versionId],
  );
  if (!version) throw new Error("A version that a run stands on is not there.");
  const graph = graphSchema.parse(version.document);
  const compiled = { graph, plan: compilePlan(graph, DEFINITIONS) };
  cache.set(versionId, compiled);
  if (cache.size > MOST_CACHED) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  return compiled;
}
