import { nextCursor, readCursor } from "@/server/cursor";
import type { WorkflowStatus } from "@/server/db/generated/enums";
import type { PrismaTx } from "@/server/db/in-organization";
import { containing } from "@/server/db/like";
import { personNames } from "@/server/organization/person-names";
import type { Lane } from "@/workflow/stages";
import { ASKED, COUNTED_DAYS } from "./count-runs";
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

/** Moments that the list needs: asked for first, so that Postgres knows how little there is to count. */
const MOMENTS = `
  SELECT since, date_trunc('day', now(), time_zone) AS today, greatest(runs_counted_until, since) AS "countedUntil"
  FROM organization_settings CROSS JOIN (SELECT now() - interval '${COUNTED_DAYS} days' AS since) AS thirty`;

// Runs that ended are counted by the hour (count-runs); what ended since then is counted here.
const LIST = `
  WITH ended AS (
    SELECT workflow_id, sum(done)::int AS done, sum(alone)::int AS alone FROM (
      SELECT workflow_id, done, alone FROM run_count WHERE hour >= $6::timestamptz AND hour < $8::timestamptz
      UNION ALL
      SELECT workflow_id, count(*), count(*) FILTER (WHERE NOT somebody) FROM run ${ASKED}
      WHERE status = 'done' AND ended_at >= $8::timestamptz GROUP BY workflow_id) AS part
    GROUP BY workflow_id
  ), failed AS (
    SELECT workflow_id, count(*)::int AS count FROM run WHERE failed AND started_at >= $6::timestamptz GROUP BY workflow_id
  ), open AS (
    SELECT (SELECT workflow_id FROM run WHERE run.id = review.run_id) AS workflow_id, count(*)::int AS count
    FROM review WHERE open GROUP BY 1
  )
  SELECT workflow.id, workflow.name, workflow.description, workflow.status::text AS status,
    version.number AS version, workflow.updated_at AS "updatedAt", workflow.owner_id::text AS "ownerId",
    coalesce(workflow.draft <> version.document, true) AS "hasUnpublishedChanges", workflow.draft AS document,
    today.count AS "runsToday", coalesce(failed.count, 0) AS failed, coalesce(ended.done, 0) AS ended,
    coalesce(ended.alone, 0) AS alone, coalesce(open.count, 0) AS "openReviews"
  FROM workflow
  LEFT JOIN workflow_version version ON version.id = workflow.published_version_id
  LEFT JOIN ended ON ended.workflow_id = workflow.id
  LEFT JOIN failed ON failed.workflow_id = workflow.id
  LEFT JOIN open ON open.workflow_id = workflow.id
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS count FROM run
    WHERE run.workflow_id = workflow.id AND run.started_at >= $7::timestamptz
  ) today
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
  const [moments] = await tx.query<{ since: Date; today: Date; countedUntil: Date }>(MOMENTS);
  const rows = await tx.query<Row>(LIST, [
    page.archived,
    page.search ? containing(page.search) : null,
    after ? new Date(after.at) : null,
    after?.id ?? null,
    page.limit + 1,
    moments?.since ?? null,
    moments?.today ?? null,
    moments?.countedUntil ?? null,
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
