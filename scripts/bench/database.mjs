import pg from "pg";

/**
 * Looks at the database from outside the product.
 * @param {string} url @param {string} organizationId for rows that stand behind row-level security
 */
export async function openDatabase(url, organizationId) {
  const client = new pg.Client({ connectionString: url, application_name: "bench" });
  client.on("error", () => undefined);
  await client.connect();
  if (organizationId) {
    await client.query("SELECT set_config('app.organization_id', $1, false)", [organizationId]);
  }
  const rows = async (text, values = []) => (await client.query(text, values)).rows;
  return {
    rows,
    one: async (text, values = []) => (await rows(text, values))[0],
    end: () => client.end(),
  };
}

/** Which of our programs each backend serves, by its pid. */
export async function readClients(database) {
  const rows = await database.rows(
    "SELECT pid, split_part(application_name, ' ', 2) AS program FROM pg_stat_activity WHERE application_name LIKE 'handoff-% %'",
  );
  return new Map(rows.map(({ pid, program }) => [pid, program]));
}

/** What Postgres has done so far: transactions, bytes of write-ahead log, how often it was forced to disk. */
export async function readEffort(database) {
  const { version } = await database.one("SELECT current_setting('server_version_num')::int AS version");
  const syncs =
    version >= 180_000
      ? "(SELECT coalesce(sum(fsyncs), 0) FROM pg_stat_io WHERE object = 'wal')"
      : "(SELECT wal_sync FROM pg_stat_wal)";
  const row = await database.one(
    `SELECT sum(xact_commit)::float8 AS transactions, sum(tup_inserted)::float8 AS inserted,
       sum(tup_updated)::float8 AS updated, sum(tup_fetched)::float8 AS fetched, pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 AS "walBytes",
       ${syncs}::float8 AS "walSyncs"
     FROM pg_stat_database`,
  );
  return row;
}

export function effortLine(before, after, count, each) {
  const per = (key) => ((after[key] - before[key]) / Math.max(1, count)).toFixed(2);
  const wal = Math.round((after.walBytes - before.walBytes) / Math.max(1, count));
  return `Postgres for each ${each}: ${per("transactions")} transactions, ${per("inserted")} rows inserted, ${per("updated")} updated, ${per("fetched")} fetched, ${wal} bytes of log, ${per("walSyncs")} syncs of the log`;
}
