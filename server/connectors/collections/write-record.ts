import { canonicalJson } from "@/server/canonical";
import { readInOrganization } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import { raiseRecordChange } from "@/server/triggers/record-change";
import { isJsonObject, type JsonObject } from "@/workflow/json";
import type { ActionCall, Change, Done, Executed, RemoteCall, Subject, Verification } from "../define";
import { MendAction } from "../failures";
import { type CollectionRow, type RecordImage, readRecord, titleOf } from "./record-image";

/** What the actions on records share: each writes in one transaction, keeps its result there, reads it back. */

/** `id`, `version` and `record` are what nodes put out; the rest is for the audit log. */
function resultOf(image: RecordImage): JsonObject {
  const { id, version, data, title, collection, collectionId } = image;
  return { id, version, record: data, title, collection, collectionId };
}

/** Adds a record whose id is the effect's: the key by which it is found again, and cannot be there twice. */
export async function insertRecord(
  call: RemoteCall<unknown>,
  tx: Tx,
  collection: CollectionRow,
  data: JsonObject,
): Promise<Executed> {
  const image: RecordImage = {
    id: call.effectId,
    collectionId: collection.id,
    collection: collection.name,
    title: titleOf(data, collection, call.effectId),
    version: 1,
    deleted: false,
    data,
  };
  // Kept first: a worker that was given up for dead learns it here, before it writes.
  const executed = keepWritten(call, tx, null, image);
  tx.send(
    `INSERT INTO record (id, organization_id, collection_id, data, written_by)
     VALUES ($1::uuid, $2::uuid, $3::uuid, $4::jsonb, $1::uuid)`,
    [call.effectId, tx.organizationId, collection.id, JSON.stringify(data)],
  );
  if (collection.listened)
    await raiseRecordChange(tx, { effectId: call.effectId, before: null, after: image });
  return executed;
}

/**
 * Changes a record that is locked, and nothing when it is another version than expected.
 * @throws MendAction when it is not there, or changed since
 */
export async function changeRecord(
  tx: Tx,
  call: RemoteCall<{ recordId: string; expectedVersion?: number }>,
  change: (standing: RecordImage, collection: CollectionRow) => Pick<RecordImage, "data" | "deleted">,
  options: { deleted: boolean } = { deleted: false },
): Promise<Executed> {
  const { recordId, expectedVersion } = call.input;
  const found = await readRecord(tx, recordId, true);
  if (!found || found.image.deleted !== options.deleted)
    throw new MendAction(goneSentence(found?.image), "recordId");
  const { image: standing, collection } = found;
  if (expectedVersion !== undefined && standing.version !== expectedVersion) {
    throw new MendAction(await changedSentence(tx, standing, found.writtenBy), "expectedVersion");
  }
  const { data, deleted } = change(standing, collection);
  tx.send(
    `UPDATE record SET data = $2::jsonb, version = version + 1, written_by = $3::uuid, updated_at = clock_timestamp(),
       deleted_at = CASE WHEN $4 THEN clock_timestamp() END
     WHERE id = $1::uuid`,
    [recordId, JSON.stringify(data), call.effectId, deleted],
  );
  const title = titleOf(data, collection, recordId);
  const after = { ...standing, data, deleted, title, version: standing.version + 1 };
  if (collection.listened) await raiseRecordChange(tx, { effectId: call.effectId, before: standing, after });
  return keepWritten(call, tx, standing, after);
}

function keepWritten(
  call: RemoteCall<unknown>,
  tx: Tx,
  before: RecordImage | null,
  after: RecordImage,
): Executed {
  const result = resultOf(after);
  call.keep(tx, { result, before });
  tx.announce("records", after.collectionId);
  return { result, evidence: {} };
}

/** What was kept was committed with the write itself; without it nothing was written. */
export async function findKept({ kept }: RemoteCall<unknown>): Promise<Executed | null> {
  return kept === null ? null : { result: kept, evidence: {} };
}

/** Reads the record back and compares what was meant to be written. */
export async function verifyRecord(
  call: RemoteCall<unknown>,
  { result }: Executed,
  meant: { data: JsonObject; deleted: boolean },
): Promise<Verification> {
  const found = await readInOrganization(call.organizationId, (query) =>
    readRecord({ query }, String(result.id)),
  );
  if (!found)
    return { state: "missing", reason: "The record is not there when it is read back.", evidence: {} };
  const { image } = found;
  const evidence = { readBack: { version: image.version, deleted: image.deleted, data: image.data } };
  if (image.version !== result.version) {
    const reason = `Written as version ${result.version}; it has been changed again since (version ${image.version}).`;
    return { state: "confirmed", reason, evidence };
  }
  const differing = Object.entries(meant.data).filter(
    ([key, value]) => canonicalJson(image.data[key] ?? null) !== canonicalJson(value),
  );
  if (differing.length > 0 || image.deleted !== meant.deleted) {
    const fields = differing.map(([key]) => key).join(", ");
    return {
      state: "mismatch",
      reason: `Read back otherwise than meant: ${fields || "deletion"}.`,
      evidence,
    };
  }
  return { state: "confirmed", reason: `Read back as meant, version ${image.version}.`, evidence };
}

export function recordSubject(
  call: ActionCall<{ recordId?: string }> & { result: JsonObject | null; summary: string },
): Subject {
  const image = call.result ?? call.before;
  return {
    kind: "record",
    id: call.input.recordId ?? call.effectId,
    name: typeof image?.title === "string" ? image.title : call.summary,
  };
}

/** Only what differs, so that the audit log reads at a glance. */
export function recordChange({ before, result }: Done<unknown>): Change {
  const was = dataOf(before?.data);
  const is = dataOf(result.record);
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(
    (key) => canonicalJson(was[key] ?? null) !== canonicalJson(is[key] ?? null),
  );
  const pick = (data: JsonObject) => Object.fromEntries(keys.map((key) => [key, data[key] ?? null]));
  return { before: before === null ? null : pick(was), after: pick(is) };
}

/** A part of an image that holds fields; no fields where there is none. */
export function dataOf(part: unknown): JsonObject {
  return isJsonObject(part) ? part : {};
}

export function goneSentence(image: Pick<RecordImage, "title" | "deleted"> | undefined): string {
  if (!image) return "The record is not there.";
  return image.deleted
    ? `“${image.title}” has been deleted since.`
    : `“${image.title}” is there again already.`;
}

export async function changedSentence(
  tx: Tx,
  standing: Pick<RecordImage, "title" | "version">,
  writtenBy: string | null,
): Promise<string> {
  const [last] = await tx.query<{ summary: string }>("SELECT summary FROM effect WHERE id = $1::uuid", [
    writtenBy,
  ]);
  const by = last ? ` by “${last.summary}”` : "";
  return `“${standing.title}” was changed since${by}; it is version ${standing.version} now. Nothing was overwritten.`;
}
