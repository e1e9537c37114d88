import type { Tx } from "@/server/db/tx";
import { toText } from "@/workflow/expressions/convert";
import { shorten } from "@/workflow/expressions/words";
import type { JsonObject } from "@/workflow/json";
import type { Field } from "@/workflow/nodes/define";

/** A record as an action finds or leaves it; plain JSON, kept with the effect. */
export type RecordImage = {
  id: string;
  collectionId: string;
  collection: string;
  /** What people call it. */
  title: string;
  version: number;
  deleted: boolean;
  data: JsonObject;
};

export type CollectionRow = {
  id: string;
  name: string;
  titleField: string;
  fields: Field[];
  /** Some workflow listens to its changes: whoever writes a record here raises them. */
  listened: boolean;
};

type Row = Omit<RecordImage, "title"> &
  Pick<CollectionRow, "titleField" | "fields" | "listened"> & { writtenBy: string | null };

/** Read along with the collection, so that a write that nobody listens to costs no further query. */
const LISTENED = `EXISTS (SELECT 1 FROM endpoint WHERE endpoint.collection_id = collection.id) AS listened`;

/** A record and what its collection says of it, or null. `lock` keeps others from changing it until the transaction ends. */
export async function readRecord(
  { query }: Pick<Tx, "query">,
  recordId: string,
  lock = false,
): Promise<{ image: RecordImage; collection: CollectionRow; writtenBy: string | null } | null> {
  const [row] = await query<Row>(
    `SELECT record.id, record.collection_id AS "collectionId", collection.name AS collection, record.version,
       record.deleted_at IS NOT NULL AS deleted, record.data, record.written_by AS "writtenBy",
       collection.title_field AS "titleField", collection.fields, ${LISTENED}
     FROM record JOIN collection ON collection.id = record.collection_id
     WHERE record.id = $1::uuid ${lock ? "FOR UPDATE OF record" : ""}`,
    [recordId],
  );
  if (!row) return null;
  const { titleField, fields, listened, writtenBy, ...record } = row;
  const collection = { id: row.collectionId, name: row.collection, titleField, fields, listened };
  return { image: { ...record, title: titleOf(record.data, collection, record.id) }, collection, writtenBy };
}

export async function readCollection(tx: Tx, collectionId: string): Promise<CollectionRow | null> {
  const [row] = await tx.query<CollectionRow>(
    `SELECT id, name, title_field AS "titleField", fields, ${LISTENED} FROM collection WHERE id = $1::uuid`,
    [collectionId],
  );
  return row ?? null;
}

/** What people call a record: its title field, or else the end of its id: its beginning tells when it was made. */
export function titleOf(data: JsonObject, collection: Pick<CollectionRow, "titleField">, id: string): string {
  const { titleField } = collection;
  const title = Object.hasOwn(data, titleField) ? shorten(toText(data[titleField]).trim(), 80) : "";
  return title === "" ? `record ${id.slice(-8)}` : title;
}
