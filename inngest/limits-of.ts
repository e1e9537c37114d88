import { pool } from "@/server/db/pools";
import { type Limit, readLimits } from "./embedded/concurrency";

/** A workflow that can be started, and how many of its runs may go on at once. */
export type PublishedWorkflow = { id: string; runsAtOnce: number | null; runsAtOncePerKey: number | null };

type ConcurrencyOption = { limit: number; key?: string };

/** The key of a run in the event that starts it (server/runs/concurrency-key). */
const KEY_PATH = "event.data.key";

const PUBLISHED = `
  SELECT workflow.id, version.runs_at_once AS "runsAtOnce", version.runs_at_once_per_key AS "runsAtOncePerKey"
  FROM workflow JOIN workflow_version version ON version.id = workflow.published_version_id`;

/** The workflows of all organizations that can be started. */
export async function publishedWorkflows(): Promise<PublishedWorkflow[]> {
  const { rows } = await pool("engine").query<PublishedWorkflow>(`${PUBLISHED} ORDER BY workflow.id`);
  return rows;
}

/** The limits of workflows' functions as their published versions have them now; by function. */
export async function limitsOf(functionIds: readonly string[]): Promise<ReadonlyMap<string, Limit[]>> {
  const workflowIds = functionIds.map((id) => id.slice("wf-".length));
  const { rows } = await pool("engine").query<PublishedWorkflow>(
    `${PUBLISHED} WHERE workflow.id = ANY($1::uuid[])
       AND (version.runs_at_once IS NOT NULL OR version.runs_at_once_per_key IS NOT NULL)`,
    [workflowIds],
  );
  return new Map(
    rows.map((workflow) => {
      const functionId = `wf-${workflow.id}`;
      return [functionId, readLimits(functionId, concurrencyOf(workflow))];
    }),
  );
}

/** The `concurrency` that a workflow's function is declared with. */
export function concurrencyOf({ runsAtOnce, runsAtOncePerKey }: Omit<PublishedWorkflow, "id">) {
  const all = runsAtOnce === null ? undefined : { limit: runsAtOnce };
  const alike = runsAtOncePerKey === null ? undefined : { key: KEY_PATH, limit: runsAtOncePerKey };
  const both: [ConcurrencyOption, ConcurrencyOption] | undefined = all && alike && [all, alike];
  return both ?? all ?? alike;
}
