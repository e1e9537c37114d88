import { nextCursor, readCursor } from "@/server/cursor";
import type { RunStatus } from "@/server/db/generated/enums";
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
  const after = readCursor(page.cursor);
  const rows = await tx.query<Row>(
    `SELECT run.id, run.status::text AS status, run.subject, run.reason, workflow.id AS "workflowId",
       workflow.name AS "workflowName", version.number AS "versionNumber", run.started_at AS "startedAt",
       run.ended_at AS "endedAt"
     FROM run
     JOIN workflow ON workflow.id = run.workflow_id
     JOIN workflow_version version ON version.id = run.version_id
     WHERE ($1::uuid IS NULL OR run.workflow_id = $1)
       AND ($2::text[] IS NULL OR run.status::text = ANY($2))
       AND ($3::text IS NULL OR run.subject ILIKE $3)
       AND ($4::timestamptz IS NULL OR (run.started_at, run.id) < ($4::timestamptz, $5::uuid))
     ORDER BY run.started_at DESC, run.id DESC LIMIT $6::int`,
    [
      page.workflowId ?? null,
      page.statuses && page.statuses.length > 0 ? page.statuses : null,
      page.search ? containing(page.search) : null,
      after?.at ?? null,
      after?.id ?? null,
      page.limit + 1,
    ],
  );
  return {
    items: rows.slice(0, page.limit).map(({ workflowId, workflowName, ...run }) => ({
      ...run,
      workflow: { id: workflowId, name: workflowName },
    })),
    nextCursor: nextCursor(rows, page.limit, (row) => ({ at: row.startedAt, id: row.id })),
  };
}
