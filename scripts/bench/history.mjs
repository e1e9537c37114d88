import { pause } from "../setup/processes.mjs";

/**
 * Puts many finished runs into the tables, by copying real ones: whatever a run leaves behind is there in the
 * right shape, with ids and times of its own.
 */

/** Rows that belong to a run: how they are found, and the columns that tell one copy from another. */
const TABLES = [
  { table: "event", where: "id IN (SELECT event_id FROM bench_runs)", texts: ["external_id"] },
  { table: "run", where: "id IN (SELECT id FROM bench_runs)" },
  { table: "run_step", where: "run_id IN (SELECT id FROM bench_runs)" },
  { table: "review", where: "run_id IN (SELECT id FROM bench_runs)" },
  { table: "effect", where: "run_id IN (SELECT id FROM bench_runs)", texts: ["key"] },
  { table: "audit_entry", where: "run_id IN (SELECT id FROM bench_runs)" },
  {
    table: "record",
    where: "written_by IN (SELECT id FROM effect WHERE run_id IN (SELECT id FROM bench_runs))",
  },
  {
    table: "engine.run",
    where: "event_id IN (SELECT 'run:' || id FROM bench_runs)",
    texts: ["event_id"],
  },
  {
    table: "engine.step",
    where: "run_id IN (SELECT id FROM engine.run WHERE event_id IN (SELECT 'run:' || id FROM bench_runs))",
  },
];

/** Ids that every copy has in common. */
const SHARED = new Set([
  "organization_id",
  "endpoint_id",
  "workflow_id",
  "version_id",
  "workflow_version_id",
  "connection_id",
  "collection_id",
  "claimed_by",
  "decided_by",
]);

const ROWS_AT_ONCE = 25_000;
const COUNTED_WITHIN_MS = 5 * 60_000;

/**
 * @param {object} database as somebody whom row-level security lets see everything
 * @param {{templates: Map<string, number>, runs: number, say: (line: string) => void}} options
 * @returns {Promise<number>} how many runs were added
 */
export async function addHistory(database, { templates, runs, say }) {
  await database.rows("DROP TABLE IF EXISTS bench_runs");
  await database.rows(
    `CREATE TEMPORARY TABLE bench_runs AS SELECT newest.* FROM unnest($1::uuid[], $2::int[]) AS wanted(id, most)
     CROSS JOIN LATERAL (SELECT id, event_id FROM run WHERE workflow_id = wanted.id AND status = 'done'
       ORDER BY ended_at DESC LIMIT most) AS newest`,
    [[...templates.keys()], [...templates.values()]],
  );
  const { count } = await database.one("SELECT count(*)::int AS count FROM bench_runs");
  if (count === 0) throw new Error("There is no finished run to copy.");
  const copies = Math.ceil(runs / count);
  await settingsFor(database, LOADING);
  await database.rows("SET synchronous_commit = off");
  // Copies refer to each other as their originals do: that need not be looked up 20 million times.
  await database.rows("SET session_replication_role = replica");
  for (const { table, where, texts = [] } of TABLES) {
    const began = performance.now();
    const source = `bench_${table.replace(".", "_")}`;
    await database.rows(`CREATE TEMPORARY TABLE ${source} AS SELECT * FROM ${table} WHERE ${where}`);
    const { rows } = await database.one(`SELECT count(*)::int AS rows FROM ${source}`);
    const { names, values } = await columnsOf(database, table, texts);
    const atOnce = Math.max(1, Math.floor(ROWS_AT_ONCE / Math.max(1, rows)));
    for (let from = 1; from <= copies; from += atOnce) {
      await database.rows(
        `INSERT INTO ${table} (${names.join(", ")}) SELECT ${values.join(", ")}
         FROM ${source} source, generate_series($1::int, $2::int) copy`,
        [from, Math.min(copies, from + atOnce - 1)],
      );
    }
    await database.rows(`DROP TABLE ${source}`);
    say(`  ${table}: ${rows * copies} rows in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  await database.rows("SET session_replication_role = origin");
  await database.rows("SET synchronous_commit = on");
  const began = performance.now();
  for (const { table } of TABLES) await database.rows(`VACUUM (ANALYZE) ${table}`);
  await settingsFor(database, {});
  // What the worker counted by the hour, it counted without these.
  await database.rows("UPDATE organization_settings SET runs_counted_until = NULL");
  await database.rows("CHECKPOINT");
  await untilCounted(database);
  say(`  vacuumed, analyzed and counted in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return count * copies;
}

/** The worker counts what was added, as it would have counted it all along. */
async function untilCounted(database) {
  for (const end = Date.now() + COUNTED_WITHIN_MS; Date.now() < end; await pause(500)) {
    const { behind } = await database.one(
      "SELECT count(*)::int AS behind FROM organization_settings WHERE coalesce(runs_counted_until, '-infinity') < clock_timestamp() - interval '80 minutes'",
    );
    if (behind === 0) return;
  }
  throw new Error("The worker did not count the runs that were added.");
}

/** While rows are added, the log is not turned over again and again; afterwards everything is as it was. */
const LOADING = { max_wal_size: "16GB", checkpoint_timeout: "1h", autovacuum: "off" };

async function settingsFor(database, wanted) {
  for (const name of Object.keys(LOADING)) {
    await database.rows(
      name in wanted ? `ALTER SYSTEM SET ${name} = '${wanted[name]}'` : `ALTER SYSTEM RESET ${name}`,
    );
  }
  await database.rows("SELECT pg_reload_conf()");
}

/** One copy after the other, over the last months. */
const APART_MS = 20 * 60_000;

/** Ids rise with time (server/db/row-id.ts): those of what was earlier are lower by as much. */
function earlierId(column) {
  const digits = `replace(${column}::text, '-', '')`;
  const moment = `('x' || left(${digits}, 12))::bit(48)::bigint - copy * ${APART_MS}::bigint`;
  return `CASE WHEN substr(${digits}, 13, 1) = '7' THEN (lpad(to_hex(${moment}), 12, '0') || substr(${digits}, 13))::uuid
    ELSE md5(${column}::text || copy)::uuid END`;
}

/** Every column of a table but those it fills by itself, and what a copy has there. */
async function columnsOf(database, table, texts) {
  const rows = await database.rows(
    `SELECT attname AS name, format_type(atttypid, NULL) AS type,
       coalesce(pg_get_expr(adbin, adrelid), '') LIKE 'nextval(%' OR attidentity <> '' AS counted
     FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [table],
  );
  const kept = rows.filter(({ counted }) => !counted);
  const value = ({ name, type }) => {
    const column = `source."${name}"`;
    if (texts.includes(name)) return `${column} || '~' || copy`;
    if (type === "uuid" && !SHARED.has(name)) return earlierId(column);
    if (type.startsWith("timestamp")) return `${column} - copy * interval '${APART_MS} milliseconds'`;
    return column;
  };
  return { names: kept.map(({ name }) => `"${name}"`), values: kept.map(value) };
}
