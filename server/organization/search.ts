import type { ReviewStatus, RunStatus, WorkflowStatus } from "@/server/db/generated/enums";
import { containing } from "@/server/db/like";
import type { Tx } from "@/server/db/tx";

export type SearchResults = {
  workflows: { id: string; name: string; status: WorkflowStatus }[];
  runs: { id: string; subject: string; workflowName: string; status: RunStatus; startedAt: Date }[];
  reviews: { id: string; ask: string; subject: string; status: ReviewStatus }[];
  records: { id: string; collectionId: string; collectionName: string; title: string }[];
};

const MOST = 8;

/** What a person may mean by a few typed characters: at most eight of each kind, the newest first. */
export async function searchEverything(tx: Tx, query: string): Promise<SearchResults> {
  const pattern = [containing(query)];
  // One after the other: a transaction is one connection.
  const workflows = await tx.query<SearchResults["workflows"][number]>(
    `SELECT id, name, status::text AS status FROM workflow WHERE name ILIKE $1
     ORDER BY updated_at DESC LIMIT ${MOST}`,
    pattern,
  );
  const runs = await tx.query<SearchResults["runs"][number]>(
    `SELECT run.id, run.subject, workflow.name AS "workflowName", run.status::text AS status,
       run.started_at AS "startedAt"
     FROM run JOIN workflow ON workflow.id = run.workflow_id
     WHERE run.subject ILIKE $1 OR run.id::text = lower(trim(both '%' from $1))
     ORDER BY run.started_at DESC LIMIT ${MOST}`,
    pattern,
  );
  const reviews = await tx.query<SearchResults["reviews"][number]>(
    `SELECT id, ask, subject, status::text AS status FROM review WHERE ask ILIKE $1 OR subject ILIKE $1
     ORDER BY (status = 'open') DESC, created_at DESC LIMIT ${MOST}`,
    pattern,
  );
  const records = await tx.query<SearchResults["records"][number]>(
    `SELECT record.id, collection.id AS "collectionId", collection.name AS "collectionName",
       coalesce(record.data->>collection.title_field, '') AS title
     FROM record JOIN collection ON collection.id = record.collection_id
     WHERE record.deleted_at IS NULL AND record.data->>collection.title_field ILIKE $1
     ORDER BY record.updated_at DESC LIMIT ${MOST}`,
    pattern,
  );
  return { workflows, runs, reviews, records };
}
