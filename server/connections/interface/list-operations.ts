import { containing } from "@/server/db/like";
import type { Tx } from "@/server/db/tx";
import { LookElsewhere } from "@/server/errors";
import type { Field } from "@/workflow/nodes/define";
import type { Classification } from "@/workflow/operations/classification";
import { fieldsOfAnswer, fieldsOfOperation } from "@/workflow/operations/fields";
import type { Method, OperationDefinition } from "@/workflow/operations/operation";

export type OperationRow = {
  key: string;
  method: Method;
  path: string;
  summary: string;
  group: string;
  unusable: string;
  proposal: Classification;
  classification: Classification | null;
  classifiedBy: string | null;
  classifiedAt: Date | null;
};

/** "open": writes that nobody has confirmed yet. */
export type OperationView = "all" | "open" | "confirmed" | "writes";

export type OperationFilter = { connectionId: string; text: string; view: OperationView };

const VIEWS: { readonly [view in OperationView]: string } = {
  all: "true",
  writes: "method <> 'GET'",
  open: "method <> 'GET' AND classification IS NULL AND unusable = ''",
  confirmed: "classification IS NOT NULL",
};

/** Operations that a filter leaves, as conditions on api_operation; $1 is the connection, $2 the text's pattern. */
export function whereOf(view: OperationView): string {
  return `connection_id = $1::uuid AND removed_in IS NULL AND ${VIEWS[view]}
    AND (summary ILIKE $2 OR method || ' ' || path ILIKE $2 OR key ILIKE $2 OR filed_under ILIKE $2)`;
}

const PAGE = 100;

/** A page of a connection's operations, in the document's order. */
export async function listOperations(
  tx: Tx,
  { connectionId, text, view, offset }: OperationFilter & { offset: number },
): Promise<{ operations: OperationRow[]; total: number; next: number | null }> {
  const pattern = containing(text.trim());
  const rows = await tx.query<OperationRow & { total: number }>(
    `SELECT key, method, path, summary, filed_under AS "group", unusable, proposal, classification,
       classified_by AS "classifiedBy", classified_at AS "classifiedAt", (count(*) OVER ())::int AS total
     FROM api_operation WHERE ${whereOf(view)} ORDER BY position LIMIT ${PAGE} OFFSET $3::int`,
    [connectionId, pattern, offset],
  );
  const total = rows[0]?.total ?? 0;
  const operations = rows.map(({ total: _, ...row }) => row);
  return { operations, total, next: offset + rows.length < total ? offset + rows.length : null };
}

export type InterfaceInfo = {
  title: string;
  stated: string;
  source: string;
  version: number;
  importedBy: string;
  importedAt: Date;
  changes: unknown;
  /** Writing operations that can be used, and how many of them are confirmed. */
  writing: number;
  confirmed: number;
  reading: number;
  unusable: number;
};

/** How far a connection's document is classified; null when none was imported. */
export async function readInterface(tx: Tx, connectionId: string): Promise<InterfaceInfo | null> {
  const [row] = await tx.query<InterfaceInfo>(
    `SELECT document.title, document.stated, document.source, document.version, document.imported_by AS "importedBy",
       document.imported_at AS "importedAt", document.changes, counts.*
     FROM api_document document CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE method <> 'GET' AND unusable = '')::int AS writing,
         count(*) FILTER (WHERE method <> 'GET' AND unusable = '' AND classification IS NOT NULL)::int AS confirmed,
         count(*) FILTER (WHERE method = 'GET' AND unusable = '')::int AS reading,
         count(*) FILTER (WHERE unusable <> '')::int AS unusable
       FROM api_operation WHERE connection_id = document.connection_id AND removed_in IS NULL) counts
     WHERE document.connection_id = $1::uuid ORDER BY document.version DESC LIMIT 1`,
    [connectionId],
  );
  return row ?? null;
}

export type OperationForm = {
  key: string;
  summary: string;
  method: Method;
  path: string;
  /** What it can be given, and what it answers. */
  fields: Field[];
  gives: Field[];
};

/** What a form for one operation is made of. @throws LookElsewhere */
export async function readOperationForm(tx: Tx, connectionId: string, key: string): Promise<OperationForm> {
  const [row] = await tx.query<{ summary: string; definition: OperationDefinition }>(
    `SELECT summary, definition FROM api_operation
     WHERE connection_id = $1::uuid AND key = $2 AND removed_in IS NULL`,
    [connectionId, key],
  );
  if (!row) throw new LookElsewhere("This operation is not there any more. Choose another.");
  const { summary, definition } = row;
  const { method, path, answer } = definition;
  return { key, summary, method, path, fields: fieldsOfOperation(definition), gives: fieldsOfAnswer(answer) };
}
