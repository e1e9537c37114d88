import { z } from "zod";
import { containing } from "@/server/db/like";
import type { Tx } from "@/server/db/tx";
import { MendInput } from "@/server/errors";
import type { JsonObject } from "@/workflow/json";
import type { Actor } from "./append";
import { VERBS, type Verb } from "./verbs";

/** One line of the ledger. */
export type AuditRow = {
  id: string;
  at: Date;
  actor: Actor;
  verb: string;
  /** The verb as people read it. */
  said: string;
  object: { kind: string; id: string; name: string };
  summary: string;
  why: string;
  runId: string | null;
  workflowId: string | null;
  effectId: string | null;
  reviewId: string | null;
};

export type AuditFilter = {
  actorId?: string;
  actorKind?: Actor["kind"];
  verbs?: Verb[];
  objectKind?: string;
  objectId?: string;
  runId?: string;
  workflowId?: string;
  effectId?: string;
  /** In what was done, why, by whom and to what. */
  text?: string;
  from?: Date;
  to?: Date;
};

type Row = Omit<AuditRow, "actor" | "object" | "said"> & {
  actorKind: Actor["kind"];
  actorId: string | null;
  actorName: string;
  objectKind: string;
  objectId: string;
  objectName: string;
};

const COLUMNS = `
  id::text AS id, at, actor_kind AS "actorKind", actor_id AS "actorId", actor_name AS "actorName", verb,
  object_kind AS "objectKind", object_id AS "objectId", object_name AS "objectName", summary, why, run_id AS "runId",
  workflow_id AS "workflowId", effect_id AS "effectId", review_id AS "reviewId"`;

const WHERE = `
  ($1::text IS NULL OR actor_id = $1) AND ($2::text IS NULL OR actor_kind = $2)
  AND ($3::text[] IS NULL OR verb = ANY($3::text[]))
  AND ($4::text IS NULL OR object_kind = $4) AND ($5::text IS NULL OR object_id = $5)
  AND ($6::uuid IS NULL OR run_id = $6::uuid) AND ($7::uuid IS NULL OR workflow_id = $7::uuid)
  AND ($8::uuid IS NULL OR effect_id = $8::uuid)
  AND ($9::text IS NULL OR summary ILIKE $9 OR why ILIKE $9 OR actor_name ILIKE $9 OR object_name ILIKE $9)
  AND ($10::timestamptz IS NULL OR at >= $10::timestamptz) AND ($11::timestamptz IS NULL OR at < $11::timestamptz)
  AND ($12::bigint IS NULL OR id < $12::bigint)`;

/** The log, the newest first. @throws MendInput for a cursor that no page handed out */
export async function listEntries(
  tx: Tx,
  filter: AuditFilter,
  page: { limit: number; cursor?: string | null },
): Promise<{ items: AuditRow[]; nextCursor: string | null }> {
  const cursor = page.cursor ?? null;
  if (cursor !== null && !/^\d{1,18}$/.test(cursor)) {
    throw new MendInput("This list moved on. Start again from its top.", "cursor");
  }
  const rows = await tx.query<Row>(
    `SELECT ${COLUMNS} FROM audit_entry WHERE ${WHERE} ORDER BY audit_entry.id DESC LIMIT $13::int`,
    [...parameters(filter), cursor, page.limit + 1],
  );
  const items = rows.slice(0, page.limit).map(toAuditRow);
  return { items, nextCursor: rows.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

function parameters(filter: AuditFilter): unknown[] {
  const { actorId, actorKind, verbs, objectKind, objectId, runId, workflowId, effectId, text, from, to } =
    filter;
  const pattern = text === undefined || text === "" ? null : containing(text);
  return [
    ...[actorId, actorKind, verbs, objectKind, objectId, runId, workflowId, effectId].map(
      (each) => each ?? null,
    ),
    pattern,
    from ?? null,
    to ?? null,
  ];
}

function toAuditRow(row: Row): AuditRow {
  const { actorKind, actorId, actorName, objectKind, objectId, objectName, ...rest } = row;
  return {
    ...rest,
    said: VERBS[row.verb as Verb] ?? row.verb,
    actor: { kind: actorKind, name: actorName, ...(actorId === null ? {} : { id: actorId }) },
    object: { kind: objectKind, id: objectId, name: objectName },
  };
}

export type AuditDetail = AuditRow & {
  nodeId: string | null;
  eventId: string | null;
  workflowVersionId: string | null;
  before: JsonObject | null;
  after: JsonObject | null;
};

export const entryIdSchema = z.string().regex(/^\d{1,18}$/, "This is no entry of the log.");

/** One entry in full, or null. */
export async function readEntry(tx: Tx, entryId: string): Promise<AuditDetail | null> {
  const [row] = await tx.query<Row & Omit<AuditDetail, keyof AuditRow>>(
    `SELECT ${COLUMNS}, node_id AS "nodeId", event_id AS "eventId", workflow_version_id AS "workflowVersionId", "before", "after"
     FROM audit_entry WHERE audit_entry.id = $1::bigint`,
    [entryId],
  );
  if (!row) return null;
  const { nodeId, eventId, workflowVersionId, before, after } = row;
  return { ...toAuditRow(row), nodeId, eventId, workflowVersionId, before, after };
}
