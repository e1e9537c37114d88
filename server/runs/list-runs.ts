import { nextCursor, readCursor } from "@/server/cursor";
import { type RunStatus, RunStatus as RunStatusEnum } from "@/server/db/generated/enums";
import { containing } from "@/server/db/like";
import type { Tx } from "@/server/db/tx";

/** One row of the list of runs. */
export type RunListItem = {
  id: string;
  status: RunStatus;
  subject: string;
  /** Why it stands where it stands, in words. */
  reason: string;
  workflow: { id: string; name: string };
  versionNumber: number;
  startedAt: Date;
  endedAt: Date | null;
};

export type RunFilters = {
  workflowId?: string;
  statuses?: readonly RunStatus[];
  /** Text in the subject. */
  search?: string;
};

type Row = Omit<RunListItem, "workflow"> & { workflowId: string; workflowName: string };

/** One page of runs, newest first; `nextCursor` is null on the last. */
export async function listRuns(
  tx: Tx,
  page: RunFilters & { cursor?: string | null; limit: number },
): Promise<{ items: RunListItem[]; nextCursor: string | null }> {
  const { text, params } = runsStatement(page);
  const rows = await tx.query<Row>(text, params);
  return {
    items: rows.slice(0, page.limit).map(({ workflowId, workflowName, ...run }) => ({
      ...run,
      workflow: { id: workflowId, name: workflowName },
    })),
    nextCursor: nextCursor(rows, page.limit, (row) => ({ at: row.startedAt, id: row.id })),
  };
}

/**
 * The page's statement. It holds what is asked for and nothing else, and how many rows as a number: a plan made for any
 * parameters at all would read and sort every run there ever was to show fifty.
 */
export function runsStatement(page: RunFilters & { cursor?: string | null; limit: number }) {
  const after = readCursor(page.cursor);
  const params: unknown[] = [];
  const bound = (value: unknown) => `$${params.push(value)}`;
  const statuses = (page.statuses ?? []).filter((status) => STATUSES.has(status));
  const wanted = [
    page.workflowId ? `run.workflow_id = ${bound(page.workflowId)}::uuid` : null,
    statuses.length > 0 ? `(${statuses.map(isStatus).join(" OR ")})` : null,
    page.search ? `run.subject ILIKE ${bound(containing(page.search))}` : null,
    after ? `(run.started_at, run.id) < (${bound(after.at)}::timestamptz, ${bound(after.id)}::uuid)` : null,
  ].filter((each) => each !== null);
  const inOrder = "ORDER BY run.started_at DESC, run.id DESC";
  // The page first: what is joined to it has no say in how it is found.
  const text = `
    SELECT run.id, run.status::text AS status, run.subject, run.reason, workflow.id AS "workflowId",
      workflow.name AS "workflowName", version.number AS "versionNumber", run.started_at AS "startedAt",
      run.ended_at AS "endedAt"
    FROM (
      SELECT * FROM run ${wanted.length > 0 ? `WHERE ${wanted.join(" AND ")}` : ""}
      ${inOrder} LIMIT ${Math.trunc(page.limit) + 1}) run
    JOIN workflow ON workflow.id = run.workflow_id
    JOIN workflow_version version ON version.id = run.version_id
    ${inOrder}`;
  return { text, params };
}

/** As words of our own, so that the indexes of what is rare count. */
function isStatus(status: RunStatus): string {
  if (status === "failed") return "run.failed";
  return `run.status = '${status}'${ENDED.has(status) ? "" : " AND run.ended_at IS NULL"}`;
}

const ENDED: ReadonlySet<RunStatus> = new Set(["done", "failed", "canceled"]);
const STATUSES: ReadonlySet<string> = new Set(Object.values(RunStatusEnum));
