import { z } from "zod";
import { readInOrganization } from "@/server/db/in-organization";
import type { Graph } from "@/workflow/graph/schema";
import type { JsonObject } from "@/workflow/json";
import type { LoadedRun } from "./load-run";
import { planOf } from "./plan-cache";

type Asked = Pick<LoadedRun, "graph" | "triggerNodeId" | "event" | "causeRunId" | "requestedBy">;

/**
 * Who asked for what a run does: the person whose change of a record started it, by id, or the address in its
 * event's first field of type email. Where runs started one another, who asked for the first of them.
 */
export async function requesterOf(run: Asked & { organizationId: string }): Promise<string | undefined> {
  let asked = ownRequester(run);
  for (let next = run.causeRunId; next !== null; ) {
    const above: Asked | null = await readAsked(run.organizationId, next);
    asked = (above && ownRequester(above)) ?? asked;
    next = above?.causeRunId ?? null;
  }
  return asked;
}

type AskedRow = Omit<Asked, "graph"> & { versionId: string };

const ASKED = `
  SELECT run.version_id AS "versionId", run.trigger_node_id AS "triggerNodeId", event.body AS event,
    event.cause_run_id AS "causeRunId", event.requested_by AS "requestedBy"
  FROM run JOIN event ON event.id = run.event_id WHERE run.id = $1::uuid`;

async function readAsked(organizationId: string, runId: string): Promise<Asked | null> {
  const [row] = await readInOrganization(organizationId, (query) => query<AskedRow>(ASKED, [runId]));
  return row ? { ...row, graph: (await planOf(organizationId, row.versionId)).graph } : null;
}

const triggerSchema = z.object({ fields: z.array(z.object({ key: z.string(), type: z.string() })) });

function ownRequester(run: {
  graph: Graph;
  triggerNodeId: string;
  event: JsonObject;
  requestedBy: string | null;
}): string | undefined {
  if (run.requestedBy !== null) return run.requestedBy;
  const trigger = run.graph.nodes.find(({ id }) => id === run.triggerNodeId);
  const parsed = triggerSchema.safeParse(trigger?.config);
  if (!parsed.success) return undefined;
  const field = parsed.data.fields.find(({ type }) => type === "email");
  const value = field && Object.hasOwn(run.event, field.key) ? run.event[field.key] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}
