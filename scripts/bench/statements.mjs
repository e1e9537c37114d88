import { Refusal } from "../setup/refusal.mjs";

const LIBRARY = "pg_stat_statements";
const MOST = 25;

/** Whether Postgres counts statements; where it could after a restart, it is told to. */
export async function countsStatements(database) {
  const { libraries } = await database.one("SELECT current_setting('shared_preload_libraries') AS libraries");
  if (libraries.includes(LIBRARY)) return true;
  if (process.env.DATABASE_URL)
    throw new Refusal(`--statements needs ${LIBRARY} in shared_preload_libraries.`);
  await database.rows(`ALTER SYSTEM SET shared_preload_libraries = '${LIBRARY}'`);
  await database.rows(`ALTER SYSTEM SET ${LIBRARY}.track_planning = on`);
  return false;
}

/** Lists what each statement cost in a phase; does nothing where nobody asked for it. */
export function createStatements({ database, report, wanted }) {
  return {
    async start() {
      if (!wanted) return;
      await database.rows("CREATE SCHEMA IF NOT EXISTS bench");
      await database.rows(`CREATE EXTENSION IF NOT EXISTS ${LIBRARY} SCHEMA bench`);
      await database.rows("SELECT bench.pg_stat_statements_reset()");
    },
    async stop(count, each) {
      if (!wanted) return;
      const rows = await database.rows(
        `SELECT rolname AS role, calls::float8 AS calls, plans::float8 AS plans, total_exec_time AS "execMs",
           total_plan_time AS "planMs", wal_bytes::float8 AS wal, regexp_replace(query, '\\s+', ' ', 'g') AS query
         FROM bench.pg_stat_statements LEFT JOIN pg_roles ON pg_roles.oid = userid
         WHERE query NOT LIKE '%pg_stat_statements%' AND query NOT LIKE '%pg_stat_database%'
         ORDER BY total_exec_time + total_plan_time DESC LIMIT ${MOST}`,
      );
      const per = (value) => (value / Math.max(1, count)).toFixed(3);
      report.say(`    statements, for each ${each}: calls, ms to run, ms to plan, bytes of log`);
      for (const { role, calls, execMs, planMs, wal, query } of rows) {
        report.say(
          `      ${per(calls).padStart(8)} ${per(execMs).padStart(8)} ${per(planMs).padStart(8)} ${String(Math.round(wal / Math.max(1, count))).padStart(7)}  ${role}: ${query.slice(0, 150)}`,
        );
      }
    },
  };
}
