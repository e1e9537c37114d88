import { nextCursor, readCursor } from "@/server/cursor";
import { containing } from "@/server/db/like";
import type { Tx } from "@/server/db/tx";
import { LookElsewhere } from "@/server/errors";
import type { JsonObject } from "@/workflow/json";
import type { Field } from "@/workflow/nodes/define";

export type RecordRow = {
  id: string;
  collectionId: string;
  title: string;
  version: number;
  data: JsonObject;
  createdAt: Date;
  updatedAt: Date;
};

const COLUMNS = `
  record.id, record.collection_id AS "collectionId",
  coalesce(nullif(record.data->>collection.title_field, ''), right(record.id::text, 8)) AS title,
  record.version, record.data, record.created_at AS "createdAt", record.updated_at AS "updatedAt"`;

/** Records of a collection, the last changed first. `search` looks into all fields. Deleted ones are not there. */
export async function listRecords(
  tx: Tx,
  query: { collectionId: string; search?: string; limit: number; cursor?: string | null },
): Promise<{ items: RecordRow[]; nextCursor: string | null }> {
  const { collectionId, search = "", limit } = query;
  const after = readCursor(query.cursor);
  const rows = await tx.query<RecordRow>(
    `SELECT ${COLUMNS} FROM record JOIN collection ON collection.id = record.collection_id
     WHERE record.collection_id = $1::uuid AND record.deleted_at IS NULL
       AND ($2::text = '' OR EXISTS (SELECT 1 FROM jsonb_each_text(record.data) field WHERE field.value ILIKE $3))
       AND ($4::timestamptz IS NULL OR (record.updated_at, record.id) < ($4::timestamptz, $5::uuid))
     ORDER BY record.updated_at DESC, record.id DESC LIMIT $6::int`,
    [collectionId, search, containing(search), after?.at ?? null, after?.id ?? null, limit + 1],
  );
  return {
    items: rows.slice(0, limit),
    nextCursor: nextCursor(rows, limit, (row) => ({ at: row.updatedAt, id: row.id })),
  };
}

export type RecordDetail = RecordRow & { collectionName: string; fields: Field[]; deletedAt: Date | null };

/** One record, deleted or not. @throws LookElsewhere */
export async function getRecord(tx: Tx, recordId: string): Promise<RecordDetail> {
  const [row] = await tx.query<RecordDetail>(
    `SELECT ${COLUMNS}, collection.name AS "collectionName", collection.fields, record.deleted_at AS "deletedAt"
     FROM record JOIN collection ON collection.id = record.collection_id WHERE record.id = $1::uuid`,
    [recordId],
  );
  if (!row) throw new LookElsewhere("This record is not there.");
  return row;
}
