import { nextCursor, readCursor } from "@/server/cursor";
import type { WorkflowStatus } from "@/server/db/generated/enums";
import type { PrismaTx } from "@/server/db/in-organization";
import { containing } from "@/server/db/like";
import { personNames } from "@/server/organization/person-names";
import type { Lane } from "@/workflow/stages";
import { readGraph } from "./read-graph";
import { stagesOf } from "./stages-of";

export type WorkflowListItem = {
  id: string;
  name: string;
  description: string;
  status: WorkflowStatus;
  /** Number of the version that new events run on. */
  version: number | null;
  /** The drawing differs from what is published. */
  hasUnpublishedChanges: boolean;
  /** Lanes of the nodes from the trigger on: the sparkline of its shape. */
  stages: Lane[];
  runsToday: number;
  /** Open reviews, and runs of the last 30 days that failed. */
  needsAttention: number;
  /** Share (0 to 1) of the runs that ended in the last 30 days without a person; null when none ended. */
  automationRate: number | null;
  owner: { id: string; name: string } | null;
  updatedAt: Date;
};

type Row = Omit<WorkflowListItem, "stages" | "owner"> & {
  document: unknown;
  ownerId: string | null;
  failed: number;
  ended: number;
  alone: number;
  openReviews: number;
};

const LIST = `
  WITH day AS (
    SELECT date_trunc('day', now(), time_zone) AS start FROM organization_settings
  )
  SELECT workflow.id, workflow.name, workflow.description, workflow.status::text AS status,
    version.number AS version, workflow.updated_at AS "updatedAt", workflow.owner_id::text AS "ownerId",
    coalesce(workflow.draft <> version.document, true) AS "hasUnpublishedChanges", workflow.draft AS document,
    runs.today AS "runsToday", runs.failed, runs.ended, runs.alone, waiting.open AS "openReviews"
  FROM workflow
  LEFT JOIN workflow_version version ON version.id = workflow.published_version_id
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE run.started_at >= coalesce((SELECT start FROM day), date_trunc('day', now())))::int AS today,
      count(*) FILTER (WHERE run.status = 'failed')::int AS failed,
      count(*) FILTER (WHERE run.status = 'done')::int AS ended,
      count(*) FILTER (WHERE run.status = 'done'
        AND NOT EXISTS (SELECT 1 FROM review WHERE review.run_id = run.id))::int AS alone
    FROM run WHERE run.workflow_id = workflow.id AND run.started_at >= now() - interval '30 days'
  ) runs
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS open FROM review JOIN run ON run.id = review.run_id
    WHERE run.workflow_id = workflow.id AND review.status = 'open'
  ) waiting
  WHERE ($1::boolean OR workflow.status <> 'archived')
    AND ($2::text IS NULL OR workflow.name ILIKE $2)
    AND ($3::timestamptz IS NULL OR (workflow.updated_at, workflow.id) < ($3::timestamptz, $4::uuid))
  ORDER BY workflow.updated_at DESC, workflow.id DESC
  LIMIT $5::int`;

/** The workflows, last changed first. */
export async function listWorkflows(
  tx: PrismaTx,
  page: { archived: boolean; search?: string; cursor?: string | null; limit: number },
): Promise<{ items: WorkflowListItem[]; nextCursor: string | null }> {
  const after = readCursor(page.cursor);
  const rows = await tx.query<Row>(LIST, [
    page.archived,
    page.search ? containing(page.search) : null,
    after ? new Date(after.at) : null,
    after?.id ?? null,
    page.limit + 1,
  ]);
  const nameOf = await personNames(tx.organizationId);
  return {
    items: rows.slice(0, page.limit).map((row) => listItem(row, nameOf)),
    nextCursor: nextCursor(rows, page.limit, (row) => ({ at: row.updatedAt, id: row.id })),
  };
}

function listItem(row: Row, nameOf: (id: string) => string): WorkflowListItem {
  const { document, ownerId, failed, ended, alone, openReviews, ...shown } = row;
  return {
    ...shown,
    stages: stagesOf(readGraph(document)),
    needsAttention: openReviews + failed,
    automationRate: ended === 0 ? null : alone / ended,
    owner: ownerId === null ? null : { id: ownerId, name: nameOf(ownerId) },
  };
}
