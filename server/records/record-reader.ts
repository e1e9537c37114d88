import { inOrganizationFast } from "@/server/db/in-organization";
import { containing } from "@/server/db/like";
import type { Tx } from "@/server/db/tx";
import type { Json, JsonObject } from "@/workflow/json";
import type { RecordFilter, RecordReader } from "@/workflow/ports";

type Row = { id: string; collection: string; version: number; data: JsonObject; total: string };

/** Reads an organization's records for nodes, each time in a short transaction of its own. */
export function recordReaderFor(organizationId: string): RecordReader {
  return { find: (query) => inOrganizationFast(organizationId, (tx) => recordReader(tx).find(query)) };
}

/** The same within a transaction. Deleted records are not there. */
function recordReader(tx: Tx): RecordReader {
  return {
    async find({ collectionId, filters, limit }) {
      const params: unknown[] = [collectionId, Math.min(Math.max(Math.trunc(limit), 1), 200)];
      const conditions = filters.map((filter) => conditionFor(filter, params));
      const rows = await tx.query<Row>(
        `SELECT record.id, collection.key AS collection, record.version, record.data, count(*) OVER () AS total
           FROM record JOIN collection ON collection.id = record.collection_id
           WHERE record.collection_id = $1::uuid AND record.deleted_at IS NULL
             ${conditions.map((condition) => `AND ${condition}`).join(" ")}
           ORDER BY record.created_at DESC, record.id LIMIT $2`,
        params,
      );
      const [first] = rows;
      return {
        records: rows.map(({ total: _, ...record }) => record),
        total: first ? Number(first.total) : 0,
      };
    },
  };
}

/** One filter as SQL over bound parameters; nothing of it becomes part of the text. */
function conditionFor({ field, operator, value }: RecordFilter, params: unknown[]): string {
  const bind = (param: unknown) => `$${params.push(param)}`;
  const text = `record.data->>${bind(field)}::text`;
  switch (operator) {
    case "is":
      return equals(field, value, text, bind);
    case "is-not":
      return `NOT coalesce(${equals(field, value, text, bind)}, false)`;
    case "contains":
      return `${text} ILIKE ${bind(containing(asText(value)))}::text`;
    case "at-least":
      return ordered(text, ">=", value, bind);
    case "at-most":
      return ordered(text, "<=", value, bind);
  }
}

/** Equal as people see it: 42 and "42" are the same, and so are "A@x.org" and "a@x.org". */
function equals(field: string, value: Json, text: string, bind: (param: unknown) => string): string {
  if (value === null) return `${text} IS NULL`;
  if (typeof value === "string") {
    // The containment lets the index find exact matches; without it the whole collection is compared.
    return `(record.data @> ${bind(JSON.stringify({ [field]: value }))}::jsonb OR lower(${text}) = lower(${bind(value)}::text))`;
  }
  return `(record.data @> ${bind(JSON.stringify({ [field]: value }))}::jsonb OR ${text} = ${bind(asText(value))}::text)`;
}

/** Numbers by size, everything else (dates as ISO 8601) as text; a field that is not a number is no match. */
function ordered(
  text: string,
  comparison: ">=" | "<=",
  value: Json,
  bind: (param: unknown) => string,
): string {
  const number =
    typeof value === "number"
      ? value
      : typeof value === "string" && value.trim() !== ""
        ? Number(value)
        : Number.NaN;
  if (Number.isFinite(number)) {
    return `CASE WHEN ${text} ~ '^-?[0-9]{1,30}(\\.[0-9]{1,30})?$' THEN (${text})::numeric ${comparison} ${bind(String(number))}::numeric ELSE false END`;
  }
  return `${text} COLLATE "C" ${comparison} ${bind(asText(value))}::text`;
}

function asText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
