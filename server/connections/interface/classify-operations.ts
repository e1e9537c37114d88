import { appendAudit } from "@/server/audit/append";
import { personActor } from "@/server/audit/person-actor";
import { containing } from "@/server/db/like";
import type { Tx } from "@/server/db/tx";
import { LookElsewhere, MendInput } from "@/server/errors";
import type { Viewer } from "@/server/identity/session";
import type { Classification, Related } from "@/workflow/operations/classification";
import { fieldsOfOperation } from "@/workflow/operations/fields";
import type { OperationDefinition } from "@/workflow/operations/operation";
import { type OperationView, whereOf } from "./list-operations";

type Row = {
  key: string;
  summary: string;
  definition: OperationDefinition;
  classification: Classification | null;
};

/**
 * Says what an operation does, how it is checked and how it is taken back; null takes that back, and its writes are held
 * again. From then on the gateway goes by it.
 * @throws LookElsewhere · MendInput naming what does not fit
 */
export async function classifyOperation(
  tx: Tx,
  {
    connectionId,
    key,
    classification,
  }: { connectionId: string; key: string; classification: Classification | null },
  by: Viewer,
): Promise<void> {
  const name = await connectionName(tx, connectionId);
  const operations = await readOperationsOf(tx, connectionId, [key, ...relatedKeys(classification)]);
  const operation = operations.get(key);
  if (!operation) throw new LookElsewhere("This operation is not there any more.");
  const checked = classification && check(operation, classification, operations);
  await tx.query(
    `UPDATE api_operation SET classification = $3::jsonb, classified_by = $4,
       classified_at = CASE WHEN $3::jsonb IS NULL THEN NULL ELSE clock_timestamp() END
     WHERE connection_id = $1::uuid AND key = $2`,
    [connectionId, key, checked && JSON.stringify(checked), checked && by.name],
  );
  appendAudit(tx, {
    actor: personActor(by),
    verb: "connection.classified",
    object: { kind: "connection", id: connectionId, name },
    summary: checked
      ? `Said what “${operation.summary}” of “${name}” does: ${checked.effect}`
      : `Took back what was said of “${operation.summary}” of “${name}”; its writes are held`,
    before: operation.classification && { operation: key, ...operation.classification },
    after: checked && { operation: key, ...checked },
  });
  tx.announce("operations");
}

/** Money without a currency is nothing to confirm in passing. */
const CONFIRMABLE = "NOT (proposal->>'effect' = 'money' AND proposal->'money' = 'null'::jsonb)";

/**
 * Confirms all proposals at once that a filter leaves, or those of them that are named; what is confirmed already stays.
 * @returns how many
 */
export async function confirmProposals(
  tx: Tx,
  wanted: { connectionId: string; text: string; view: OperationView; keys?: readonly string[] },
  by: Viewer,
): Promise<{ confirmed: number }> {
  const { connectionId, text, view, keys } = wanted;
  const name = await connectionName(tx, connectionId);
  const rows = await tx.query<{ summary: string }>(
    `UPDATE api_operation SET classification = proposal, classified_by = $3, classified_at = clock_timestamp()
     WHERE ${whereOf(view)} AND method <> 'GET' AND classification IS NULL AND unusable = '' AND ${CONFIRMABLE}
       AND ($4::text[] IS NULL OR key = ANY ($4::text[]))
     RETURNING summary`,
    [connectionId, containing(text.trim()), by.name, keys ?? null],
  );
  if (rows.length > 0) {
    appendAudit(tx, {
      actor: personActor(by),
      verb: "connection.classified",
      object: { kind: "connection", id: connectionId, name },
      summary: `Confirmed what was proposed for ${rows.length} operations of “${name}”`,
      after: { operations: rows.slice(0, 200).map(({ summary }) => summary), count: rows.length },
    });
  }
  tx.announce("operations");
  return { confirmed: rows.length };
}

async function connectionName(tx: Tx, connectionId: string): Promise<string> {
  const [row] = await tx.query<{ name: string }>(
    "SELECT name FROM connection WHERE id = $1::uuid AND connector = 'openapi'",
    [connectionId],
  );
  if (!row) throw new LookElsewhere("This connection is not there, or has no document.");
  return row.name;
}

function relatedKeys(classification: Classification | null): string[] {
  const related = [classification?.readBack, classification?.reversal?.by];
  return related.flatMap((each) => (each ? [each.operation] : []));
}

async function readOperationsOf(
  tx: Tx,
  connectionId: string,
  keys: string[],
): Promise<ReadonlyMap<string, Row>> {
  const rows = await tx.query<Row>(
    `SELECT key, summary, definition, classification FROM api_operation
     WHERE connection_id = $1::uuid AND removed_in IS NULL AND unusable = '' AND key = ANY ($2::text[])`,
    [connectionId, keys],
  );
  return new Map(rows.map((row) => [row.key, row]));
}

/** @returns it with methods and paths as the document has them */
function check(
  operation: Row,
  classification: Classification,
  operations: ReadonlyMap<string, Row>,
): Classification {
  const { effect, retry, money, readBack, reversal } = classification;
  const { definition } = operation;
  const keys = new Set(fieldsOfOperation(definition).map(({ key }) => key));
  if (effect === "money") {
    if (!money) throw new MendInput("Say which field holds the amount, and in which currency.", "money");
    const fields = [money.amount, ...(money.currency.from === "field" ? [money.currency.key] : [])];
    const unknown = fields.find((key) => !keys.has(key));
    if (unknown !== undefined)
      throw new MendInput(`It takes no field “${unknown}”. Choose another.`, "money");
  }
  if (effect === "read" && (readBack || reversal)) {
    throw new MendInput("What only reads is neither read back nor taken back.", "effect");
  }
  if (
    retry === "native-key" &&
    definition.method !== "GET" &&
    definition.method !== "PUT" &&
    definition.method !== "DELETE" &&
    !definition.keyHeader
  ) {
    throw new MendInput(
      "Its document names no header for a key, so sending it again may do it twice.",
      "retry",
    );
  }
  const checked: Classification = {
    effect,
    retry,
    money: effect === "money" ? money : null,
    readBack: readBack && related(readBack, operations, "readBack", keys),
    reversal: reversal && { kind: reversal.kind, by: related(reversal.by, operations, "reversal", keys) },
  };
  if (checked.readBack && checked.readBack.method !== "GET") {
    throw new MendInput("Choose an operation that only reads to read it back.", "readBack");
  }
  const byInput = Object.values(checked.readBack?.parameters ?? {}).every(({ from }) => from === "input");
  if (retry === "search-first" && !(checked.readBack && byInput)) {
    throw new MendInput("To look before sending again, it has to be read back by what it is given.", "retry");
  }
  if (reversal?.kind === "give-back" && !(checked.readBack && byInput)) {
    throw new MendInput(
      "To give back what was there, that has to be read before: choose what reads it.",
      "reversal",
    );
  }
  return checked;
}

function related(
  wanted: Related,
  operations: ReadonlyMap<string, Row>,
  field: string,
  keys: ReadonlySet<string>,
): Related {
  const other = operations.get(wanted.operation);
  if (!other) throw new MendInput("The chosen operation is not there any more. Choose another.", field);
  const { method, path } = other.definition;
  const needed = [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? "");
  const absent = needed.find((name) => !Object.hasOwn(wanted.parameters, name));
  if (absent !== undefined)
    throw new MendInput(`Say where “${absent}” of ${method} ${path} comes from.`, field);
  const strange = Object.values(wanted.parameters).find(
    (source) => source.from === "input" && !keys.has(source.key),
  );
  if (strange?.from === "input")
    throw new MendInput(`It takes no field “${strange.key}”. Choose another.`, field);
  const parameters = Object.fromEntries(
    Object.entries(wanted.parameters).filter(([name]) => needed.includes(name)),
  );
  return { ...wanted, method, path, parameters };
}
