import { readInOrganization } from "@/server/db/in-organization";
import { LeastRecentlyUsed } from "@/server/least-recently-used";
import { type Graph, graphSchema } from "@/workflow/graph/schema";
import { DEFINITIONS } from "@/workflow/nodes/definitions";
import { compilePlan } from "@/workflow/plan/compile";
import { hasParallelWays, type Plan } from "@/workflow/plan/plan";

export type PlannedVersion = { plan: Plan; graph: Graph; hasParallelWays: boolean };

/** Versions never change: what was read of one stays right for ever. */
const MOST_CACHED = 300;
const graphs = new LeastRecentlyUsed<Graph>(MOST_CACHED);
const plans = new LeastRecentlyUsed<PlannedVersion>(MOST_CACHED);

/**
 * The drawing of a published version; whose it is was checked by whoever read its id.
 * @throws ZodError when this release cannot read it
 */
export async function graphOf(organizationId: string, versionId: string): Promise<Graph> {
  const known = graphs.get(versionId);
  if (known) return known;
  const [version] = await readInOrganization(organizationId, (query) =>
    query<{ document: unknown }>("SELECT document FROM workflow_version WHERE id = $1::uuid", [versionId]),
  );
  if (!version) throw new Error("A version that a run stands on is not there.");
  const graph = graphSchema.parse(version.document);
  graphs.set(versionId, graph);
  return graph;
}

/** The plan of a published version. @throws MendDrawing when this release cannot plan it */
export async function planOf(organizationId: string, versionId: string): Promise<PlannedVersion> {
  const known = plans.get(versionId);
  if (known) return known;
  const graph = await graphOf(organizationId, versionId);
  const plan = compilePlan(graph, DEFINITIONS);
  const planned = { graph, plan, hasParallelWays: hasParallelWays(plan) };
  plans.set(versionId, planned);
  return planned;
}
