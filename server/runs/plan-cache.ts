import { readInOrganization } from "@/server/db/in-organization";
import { type Graph, graphSchema } from "@/workflow/graph/schema";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { compilePlan } from "@/workflow/plan/compile";
import { hasParallelWays, type Plan } from "@/workflow/plan/plan";

export type PlannedVersion = { plan: Plan; graph: Graph; hasParallelWays: boolean };

const MOST_CACHED = 300;
const cache = new Map<string, PlannedVersion>();

/**
 * The plan of a published version. Versions never change, so a plan once compiled stays right for ever;
 * whose version it is was checked when the run was read.
 * @throws MendDrawing when this release cannot plan it.
 */
export async function planOf(organizationId: string, versionId: string): Promise<PlannedVersion> {
  const known = cache.get(versionId);
  if (known) return known;
  const [version] = await readInOrganization(organizationId, (query) =>
    query<{ document: unknown }>("SELECT document FROM workflow_version WHERE id = $1::uuid", [versionId]),
  );
  if (!version) throw new Error("A version that a run stands on is not there.");
  const graph = graphSchema.parse(version.document);
  const plan = compilePlan(graph, DEFINITIONS);
  const planned = { graph, plan, hasParallelWays: hasParallelWays(plan) };
  cache.set(versionId, planned);
  if (cache.size > MOST_CACHED) {
    const [oldest] = cache.keys();
    if (oldest !== undefined) cache.delete(oldest);
  }
  return planned;
}
