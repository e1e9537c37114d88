import pg from "pg";

/** Tables with a row for everything that ever happened or waits; the last three are the engine's. */
export const GROWING: ReadonlySet<string> = new Set([
  "audit_entry",
  "effect",
  "event",
  "record",
  "record_date",
  "review",
  "run",
  "run_item",
  "run_step",
  "step",
  "turn",
  "wait",
]);

const ROWS_A_PAGE = 1_000_000;

/** In a WHERE over pg_class and pg_namespace. */
const THESE = "relkind = 'r' AND nspname IN ('public', 'engine') AND relname = ANY($1::text[])";

const TABLES = `
  SELECT pg_restore_relation_stats('schemaname', nspname::text, 'relname', relname::text, 'relpages', 1, 'reltuples', $2::real)
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE ${THESE}`;

// What was found out about it while it was small: that there is nothing of any other organization, for one.
const FORGET = `
  SELECT pg_clear_attribute_stats(nspname::text, relname::text, attname::text, false)
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE ${THESE} AND attnum > 0 AND NOT attisdropped`;

// One organization has everything, in a few workflows over a few connections; each run has a handful of whatever it has.
const COLUMNS = `
  SELECT pg_restore_attribute_stats('schemaname', table_schema::text, 'relname', table_name::text, 'attname', column_name::text,
    'inherited', false, 'null_frac', 0::real, 'avg_width', 16, 'n_distinct', CASE
      WHEN column_name = 'organization_id' THEN 1
      WHEN column_name IN ('workflow_id', 'version_id', 'workflow_version_id', 'connection_id', 'collection_id', 'endpoint_id') THEN 20
      ELSE -0.1 END::real)
  FROM information_schema.columns
  WHERE table_schema IN ('public', 'engine') AND table_name = ANY($1::text[]) AND data_type = 'uuid'`;

// A table without a page has no row, whatever is said of it: each gets one, of whatever its columns insist on.
const INSISTENT = `
  SELECT format('%I.%I', nspname, relname) AS "table", array_agg(quote_ident(attname)) AS columns,
    array_agg(format('%s::%s', CASE
      WHEN typtype = 'e' THEN (SELECT quote_literal(enumlabel) FROM pg_enum WHERE enumtypid = pg_type.oid ORDER BY enumsortorder LIMIT 1)
      WHEN typname = 'uuid' THEN 'gen_random_uuid()' WHEN typname LIKE 'timestamp%' THEN 'now()'
      WHEN typname = 'jsonb' OR typcategory = 'A' THEN quote_literal('{}') WHEN typcategory = 'N' THEN '1'
      WHEN typname = 'bool' THEN 'false' ELSE quote_literal('') END, format_type(atttypid, atttypmod))) AS values
  FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace
    JOIN pg_type ON pg_type.oid = atttypid
  WHERE ${THESE}
    AND attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef AND attidentity = ''
  GROUP BY nspname, relname`;

/** Makes Postgres plan as if every growing table had millions of rows. @param url as superuser */
export async function pretendLarge(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SET session_replication_role = replica");
    const { rows } = await client.query<{ table: string; columns: string[]; values: string[] }>(INSISTENT, [
      [...GROWING],
    ]);
    for (const { table, columns, values } of rows) {
      // Or what is said of it would be put right at any moment.
      await client.query(`ALTER TABLE ${table} SET (autovacuum_enabled = false)`);
      await client.query(
        `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${values.join(", ")}) ON CONFLICT DO NOTHING`,
      );
    }
    await client.query(FORGET, [[...GROWING]]);
    await client.query(TABLES, [[...GROWING], ROWS_A_PAGE]);
    await client.query(COLUMNS, [[...GROWING]]);
  } finally {
    await client.end();
  }
}
