import { z } from "zod";
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

/** Parts of words are looked for in so many of each kind, the newest: somebody is typing. */
const LOOKED_THROUGH = 10_000;

const WORKFLOWS = `
  SELECT id, name, status::text AS status FROM workflow WHERE name ILIKE $1 ORDER BY updated_at DESC LIMIT ${MOST}`;

// Whole subjects and ids are found however old they are.
const RUNS = `
  SELECT run.id, run.subject, workflow.name AS "workflowName", run.status::text AS status, run.started_at AS "startedAt"
  FROM run JOIN workflow ON workflow.id = run.workflow_id
  WHERE run.id IN (
    SELECT id FROM (SELECT id, subject FROM run ORDER BY started_at DESC LIMIT ${LOOKED_THROUGH}) newest
    WHERE subject ILIKE $1
    UNION ALL (SELECT id FROM run WHERE subject = $2 ORDER BY started_at DESC LIMIT ${MOST})
    UNION ALL SELECT $3::uuid)
  ORDER BY run.started_at DESC LIMIT ${MOST}`;

const REVIEWS = `
  SELECT id, ask, subject, status::text AS status
  FROM (SELECT * FROM review ORDER BY created_at DESC LIMIT ${LOOKED_THROUGH}) newest
  WHERE ask ILIKE $1 OR subject ILIKE $1
  ORDER BY (status = 'open') DESC, created_at DESC LIMIT ${MOST}`;

const RECORDS = `
  SELECT newest.id, collection.id AS "collectionId", collection.name AS "collectionName",
    coalesce(newest.data->>collection.title_field, '') AS title
  FROM collection CROSS JOIN LATERAL (
    SELECT id, data, updated_at FROM record WHERE collection_id = collection.id AND deleted_at IS NULL
    ORDER BY updated_at DESC LIMIT ${LOOKED_THROUGH}) newest
  WHERE newest.data->>collection.title_field ILIKE $1
  ORDER BY newest.updated_at DESC LIMIT ${MOST}`;

/** What a person may mean by a few typed characters: at most eight of each kind, the newest first. */
export async function searchEverything(tx: Tx, query: string): Promise<SearchResults> {
  const pattern = [containing(query)];
  const asId = z.uuid().safeParse(query.trim().toLowerCase()).data ?? null;
  // One after the other: a transaction is one connection.
  return {
    workflows: await tx.query<SearchResults["workflows"][number]>(WORKFLOWS, pattern),
    runs: await tx.query<SearchResults["runs"][number]>(RUNS, [...pattern, query.trim(), asId]),
    reviews: await tx.query<SearchResults["reviews"][number]>(REVIEWS, pattern),
    records: await tx.query<SearchResults["records"][number]>(RECORDS, pattern),
  };
}
