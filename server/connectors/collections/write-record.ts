import { inOrganizationFast } from "@/server/db/in-organization";
import type { Tx } from "@/server/db/tx";
import type { JsonObject } from "@/workflow/json";
import type { ActionCall, Sent, Verification } from "../descriptor";
import { TargetChanged } from "../failures";
import { differences, imageOf, lockRecord, lookUpRecord, type RecordRow, readRecord } from "./record-rows";

/** What all writes to records share: one transaction for write, before-image and result; read-back after it. */

type Written = Pick<RecordRow, "id" | "version" | "data">;

/** The result that a former attempt left; writing and remembering are one transaction, so this is certain. */
export async function findWrite(call: ActionCall<unknown>): Promise<Sent | null> {
  const [row] = await inOrganizationFast(call.organizationId, (tx) =>
    tx.query<{ result: JsonObject | null }>("SELECT result FROM effect WHERE id = $1::uuid", [call.effectId]),
  );
  return row?.result ? { result: row.result, response: "Found as it was written before." } : null;
}

export async function insertRecord(
  call: ActionCall<unknown>,
  collectionId: string,
  data: JsonObject,
): Promise<Sent> {
  return inOrganizationFast(call.organizationId, async (tx) => {
    // The effect's id is the record's: a second attempt can only find the first one's record.
    await tx.query(
      `INSERT INTO record (id, organization_id, collection_id, data, written_by)
       VALUES ($1::uuid, $2::uuid, $3::uuid, $4::jsonb, $1::uuid) ON CONFLICT (id) DO NOTHING`,
      [call.effectId, call.organizationId, collectionId, JSON.stringify(data)],
    );
    const row = await lockRecord(tx, call.effectId);
    return finish(tx, call, null, row);
  });
}

/**
 * Changes one record under its lock.
 * @throws MendAction when it is not there · TargetChanged when it is not in the expected version
 */
export async function changeRecord(
  call: ActionCall<unknown>,
  change: {
    recordId: string;
    expectedVersion?: number;
    data: (before: RecordRow) => JsonObject;
    deleted?: boolean;
    evenDeleted?: boolean;
  },
): Promise<Sent> {
  return inOrganizationFast(call.organizationId, async (tx) => {
    const before = change.evenDeleted
      ? ((await readRecord(tx, change.recordId, true)) ?? (await lockRecord(tx, change.recordId)))
      : await lockRecord(tx, change.recordId);
    if (change.expectedVersion !== undefined && before.version !== change.expectedVersion) {
      throw new TargetChanged(
        "The record was changed since this was decided. Look at it, then decide again.",
      );
    }
    const [after] = await tx.query<Written>(
      `UPDATE record SET data = $2::jsonb, version = version + 1, written_by = $3::uuid, updated_at = clock_timestamp(),
         deleted_at = CASE WHEN $4 THEN clock_timestamp() ELSE NULL END
       WHERE id = $1::uuid RETURNING id, version, data`,
      [before.id, JSON.stringify(change.data(before)), call.effectId, change.deleted ?? false],
    );
    if (!after) throw new Error("A locked record vanished.");
    return finish(tx, call, before, after);
  });
}

async function finish(
  tx: Tx,
  call: ActionCall<unknown>,
  before: RecordRow | null,
  after: Written,
): Promise<Sent> {
  const result = { ...imageOf(after), id: after.id, record: after.data };
  await call.remember(tx, { before: before && !before.deletedAt ? imageOf(before) : null, result });
  tx.announce("records", after.id);
  return { result, response: `Written as version ${after.version}.` };
}

/** Reads the record back in a transaction of its own and compares it with what was meant. */
export async function verifyRecord(
  call: ActionCall<unknown>,
  sent: Sent,
  meant: { data?: JsonObject; deleted?: boolean },
): Promise<Verification> {
  const recordId = String(sent.result.recordId);
  const row = await lookUpRecord(call.organizationId, recordId);
  const evidence: JsonObject = { readBack: row ? imageOf(row) : null, deleted: Boolean(row?.deletedAt) };
  if (meant.deleted) {
    const gone = !row || row.deletedAt !== null;
    return gone
      ? { state: "confirmed", reason: "Read back: the record is gone.", evidence }
      : { state: "mismatch", reason: "Read back: the record is still there.", evidence };
  }
  if (!row || row.deletedAt)
    return { state: "missing", reason: "Read back: the record is not there.", evidence };
  // Written again since by somebody else: this write stands in that version's history all the same.
  if (row.version > Number(sent.result.version)) {
    return { state: "confirmed", reason: "Read back: written, and changed again since.", evidence };
  }
  const wrong = differences(meant.data ?? {}, row.data);
  return wrong.length === 0
    ? { state: "confirmed", reason: `Read back: version ${row.version} is as it was meant.`, evidence }
    : { state: "mismatch", reason: `Read back: ${wrong.join(", ")} is not as it was meant.`, evidence };
}
