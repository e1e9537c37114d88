import { createHash } from "node:crypto";
import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import type { Tx } from "@/server/db/tx";
import { LookElsewhere, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import { callHash } from "@/server/openapi/compare";
import { proposals } from "@/server/openapi/propose";
import type { JsonObject } from "@/workflow/json";
import type { Operation } from "@/workflow/operations/operation";
import { compareOperations, type DocumentChanges, type StandingOperation } from "./changes";
import type { ReadDocument } from "./read-given";

export type Imported = {
  version: number;
  operations: number;
  /** The same document as before: nothing was written. */
  unchanged: boolean;
  changes: DocumentChanges;
};

/**
 * Makes a document's operations those of a connection: the first time, or as its next version. What an admin has
 * confirmed stays confirmed for operations that are called as before.
 * @throws LookElsewhere · MendInput when the connection is of another kind
 */
export async function importDocument(
  tx: Tx,
  connectionId: string,
  document: ReadDocument,
  by: Viewer,
): Promise<Imported> {
  const name = await lockConnection(tx, connectionId);
  const { access, operations, source, text } = document;
  const last = await lastDocument(tx, connectionId);
  const hash = createHash("sha256").update(text).digest("hex");
  const standing = await readStanding(tx, connectionId);
  const { changes, reopened } = compareOperations(standing, operations);
  const version = (last?.version ?? 0) + 1;
  if (last?.hash === hash) {
    return { version: last.version, operations: operations.length, unchanged: true, changes };
  }
  await tx.query(
    `INSERT INTO api_document (organization_id, connection_id, version, title, stated, hash, bytes, source, operations,
       changes, imported_by)
     VALUES ($1::uuid, $2::uuid, $3::int, $4, $5, $6, $7::int, $8, $9::int, $10::jsonb, $11)`,
    [
      tx.organizationId,
      connectionId,
      version,
      access.title,
      access.version,
      hash,
      Buffer.byteLength(text),
      source,
      operations.length,
      JSON.stringify(changes),
      by.name,
    ],
  );
  await writeOperations(tx, connectionId, operations);
  const gone = changes.counts.removed > 0 ? [...new Set(standing.map(({ key }) => key))] : [];
  await closeOperations(tx, { connectionId, version, operations, known: gone, reopened });
  appendAudit(tx, {
    actor: personActor(by),
    verb: "connection.imported",
    object: { kind: "connection", id: connectionId, name },
    summary: sentenceFor(name, access.title, version, changes),
    after: { document: access.title, version, operations: operations.length, ...changes.counts },
  });
  tx.announce("operations");
  return { version, operations: operations.length, unchanged: false, changes };
}

function sentenceFor(
  name: string,
  title: string,
  version: number,
  { counts, reopened }: DocumentChanges,
): string {
  if (version === 1) return `Read the document “${title}” for “${name}”: ${counts.added} operations`;
  const again = reopened > 0 ? `; ${reopened} to be confirmed again` : "";
  return `Read version ${version} of the document of “${name}”: ${counts.added} new, ${counts.changed} changed, ${counts.removed} gone${again}`;
}

/** Two imports at once: the second waits, and compares with what the first one wrote. */
async function lockConnection(tx: Tx, connectionId: string): Promise<string> {
  const [row] = await tx.query<{ name: string; connector: string }>(
    "SELECT name, connector FROM connection WHERE id = $1::uuid FOR UPDATE",
    [connectionId],
  );
  if (!row) throw new LookElsewhere("This connection is not there.");
  if (row.connector !== "openapi") throw new MendInput(`“${row.name}” takes no document.`, "connectionId");
  return row.name;
}

async function lastDocument(
  tx: Tx,
  connectionId: string,
): Promise<{ version: number; hash: string } | undefined> {
  const [row] = await tx.query<{ version: number; hash: string }>(
    "SELECT version, hash FROM api_document WHERE connection_id = $1::uuid ORDER BY version DESC LIMIT 1",
    [connectionId],
  );
  return row;
}

function readStanding(tx: Tx, connectionId: string): Promise<StandingOperation[]> {
  return tx.query<StandingOperation>(
    `SELECT key, summary, definition, call_hash AS "callHash", classification, removed_in IS NOT NULL AS removed
     FROM api_operation WHERE connection_id = $1::uuid`,
    [connectionId],
  );
}

const WRITE = `
  INSERT INTO api_operation (organization_id, connection_id, key, position, method, path, summary, filed_under, unusable,
    definition, call_hash, proposal)
  SELECT $1::uuid, $2::uuid, new.* FROM json_to_recordset($3::json) AS new (key text, position int, method text,
    path text, summary text, "group" text, unusable text, definition json, "callHash" text, proposal jsonb)
  ON CONFLICT (connection_id, key) DO UPDATE SET position = excluded.position, method = excluded.method,
    path = excluded.path, summary = excluded.summary, filed_under = excluded.filed_under, unusable = excluded.unusable,
    definition = excluded.definition, call_hash = excluded.call_hash, proposal = excluded.proposal, removed_in = NULL`;

async function writeOperations(
  tx: Tx,
  connectionId: string,
  operations: readonly Operation[],
): Promise<void> {
  const proposed = proposals(operations);
  const rows = operations.map(({ key, summary, group, unusable, ...definition }, position) => ({
    key,
    position,
    method: definition.method,
    path: definition.path,
    summary,
    group,
    unusable,
    definition,
    callHash: callHash(definition),
    proposal: proposed.get(key) as JsonObject,
  }));
  // Zero bytes are the one thing that the database's JSON cannot hold.
  await tx.query(WRITE, [tx.organizationId, connectionId, JSON.stringify(rows).replaceAll("\\u0000", "")]);
}

async function closeOperations(
  tx: Tx,
  wanted: {
    connectionId: string;
    version: number;
    operations: readonly Operation[];
    known: readonly string[];
    reopened: ReadonlySet<string>;
  },
): Promise<void> {
  const { connectionId, version, operations, known, reopened } = wanted;
  const there = new Set(operations.map(({ key }) => key));
  const removed = known.filter((key) => !there.has(key));
  if (removed.length > 0) {
    await tx.query(
      `UPDATE api_operation SET removed_in = $2::int
       WHERE connection_id = $1::uuid AND removed_in IS NULL AND key = ANY ($3::text[])`,
      [connectionId, version, removed],
    );
  }
  if (reopened.size > 0) {
    await tx.query(
      `UPDATE api_operation SET classification = NULL, classified_by = NULL, classified_at = NULL
       WHERE connection_id = $1::uuid AND key = ANY ($2::text[])`,
      [connectionId, [...reopened]],
    );
  }
}
