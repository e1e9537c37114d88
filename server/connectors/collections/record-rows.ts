import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import { MendAction } from "../failures";

export type RecordRow = {
  id: string;
  collectionId: string;
  version: number;
  data: JsonObject;
  deletedAt: Date | null;
  writtenBy: string | null;
};

const COLUMNS = `id, collection_id AS "collectionId", version, data, deleted_at AS "deletedAt", written_by AS "writtenBy"`;

export async function readRecord(tx: Tx, recordId: string, lock = false): Promise<RecordRow | null> {
  const [row] = await tx.query<RecordRow>(
    `SELECT ${COLUMNS} FROM record WHERE id = $1::uuid ${lock ? "FOR UPDATE" : ""}`,
    [recordId],
  );
  return row ?? null;
}

/** The record, locked until the transaction ends. @throws MendAction when it is not there */
export async function lockRecord(tx: Tx, recordId: string): Promise<RecordRow> {
  const row = isUuid(recordId) ? await readRecord(tx, recordId, true) : null;
  if (!row || row.deletedAt)
    throw new MendAction("The record is not there any more. Choose another, or create it again.");
  return row;
}

export async function lookUpRecord(organizationId: string, recordId: string): Promise<RecordRow | null> {
  if (!isUuid(recordId)) return null;
  return inOrganizationFast(organizationId, (tx) => readRecord(tx, recordId));
}

/** A record as audit log, results and reversals carry it. */
export function imageOf(row: Pick<RecordRow, "id" | "version" | "data">): JsonObject {
  return { recordId: row.id, version: row.version, data: row.data };
}

/** The data of an image; an empty object where there is none. */
export function dataOf(image: JsonObject | null | undefined): JsonObject {
  return isJsonObject(image?.data) ? image.data : {};
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

/** The fields in which data is not as it was meant; meant fields alone count. */
export function differences(meant: JsonObject, found: JsonObject): string[] {
  return Object.keys(meant).filter((key) => JSON.stringify(meant[key]) !== JSON.stringify(found[key]));
}
