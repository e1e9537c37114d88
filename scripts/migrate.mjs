import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { connect } from "./setup/database.mjs";
import { root } from "./setup/paths.mjs";
import { commandLine, Refusal } from "./setup/refusal.mjs";
import { throwawayPostgres } from "./setup/throwaway.mjs";

/**
 * Migrations are ordinary Prisma migrations: folders with SQL, recorded in `_prisma_migrations`. They are applied
 * here, because Prisma's own command downloads an engine, and its in-process engine cuts scripts at every
 * semicolon, which breaks functions. Each one is a single transaction together with its record: all or nothing.
 */

const folder = join(root, "prisma", "migrations");
const schemaFile = join(root, "prisma", "schema.prisma");
/** The schema as of the last migration: what the next one is drafted against. */
const snapshotFile = join(folder, "schema.snapshot.prisma");
const lockKey = 4_208_151;

const table = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
  migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
  started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/**
 * Applies what is pending, in order.
 * @param {string} url the owner's address
 * @param {string} [from] the folder of migrations
 * @returns {Promise<string[]>} the names of the migrations applied
 */
export async function applyMigrations(url, from = folder) {
  const client = await connect(url);
  try {
    // Two starts at once: the second waits, then finds nothing to do.
    await client.query("SELECT pg_advisory_lock($1)", [lockKey]);
    await client.query(table);
    const { rows } = await client.query(
      "SELECT migration_name AS name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL",
    );
    const known = readMigrations(from);
    refuseOtherHistory(rows, known);
    const pending = known.filter(({ name }) => !rows.some((row) => row.name === name));
    for (const migration of pending) await applyOne(client, migration);
    return pending.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

async function applyOne(client, { name, sql, checksum }) {
  await client.query("BEGIN");
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
       VALUES ($1, $2, clock_timestamp(), $3, 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    const line = error.position ? ` (line ${sql.slice(0, Number(error.position)).split("\n").length})` : "";
    throw new Refusal(`The migration ${name} failed${line} and was taken back: ${error.message}.`);
  }
}

function refuseOtherHistory(applied, known) {
  const unknown = applied.filter((row) => !known.some(({ name }) => name === row.name));
  if (unknown.length > 0) {
    throw new Refusal(
      `The database was made by a newer Handoff: this one does not know its migration ${unknown[0].name}. Start the newer Handoff, or use another database.`,
    );
  }
  for (const row of applied) {
    const migration = known.find(({ name }) => name === row.name);
    if (!row.finished_at) {
      throw new Refusal(
        `The migration ${row.name} was left half done by another tool. Restore the database from a backup.`,
      );
    }
    if (migration.checksum !== row.checksum) {
      throw new Refusal(
        `The migration ${row.name} was changed after it was applied to this database. Put its file back as it was, and write a new migration for the change.`,
      );
    }
  }
}

function readMigrations(from) {
  if (!existsSync(from)) return [];
  return readdirSync(from, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = readFileSync(join(from, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/**
 * Writes the SQL that leads from the schema at the last migration to the schema now, for people to complete
 * (row-level security, grants, checks).
 * @returns {Promise<string>} the new file, or "" when the schema did not change
 */
export async function draftMigration(name) {
  if (!/^[a-z0-9_]{3,60}$/.test(name ?? "")) {
    throw new Refusal(
      "Name the migration in small letters, digits and underscores: npm run migrate -- draft add_something",
    );
  }
  const datamodel = (content) => ({ tag: "schemaDatamodel", files: [{ path: schemaFile, content }] });
  const now = readFileSync(schemaFile, "utf8");
  const postgres = await throwawayPostgres();
  const { stdout } = await (await schemaEngine(now, postgres.url("postgres")))
    .diff({
      from: existsSync(snapshotFile) ? datamodel(readFileSync(snapshotFile, "utf8")) : { tag: "empty" },
      to: datamodel(now),
      script: true,
      exitCode: null,
      shadowDatabaseUrl: null,
      filters: { externalTables: [], externalEnums: [] },
    })
    .finally(() => postgres.end());
  if (!stdout || /^\s*-- This is an empty migration/.test(stdout)) return "";
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const target = join(folder, `${stamp}_${name}`);
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "migration.sql"), stdout);
  writeFileSync(snapshotFile, now);
  return join(target, "migration.sql");
}

/** Prisma's engine as WebAssembly: it runs in this process and needs no download. It asks which server it writes for. */
async function schemaEngine(datamodel, url) {
  const { bindMigrationAwareSqlAdapterFactory } = await import("@prisma/driver-adapter-utils");
  const { PrismaPg } = await import("@prisma/adapter-pg");
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const bytes = readFileSync(
    new URL("schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg")),
  );
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start?.();
  return glue.SchemaEngine.new(
    { datamodels: [[schemaFile, datamodel]] },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url })),
  );
}

async function main() {
  const [command, name] = process.argv.slice(2);
  if (command === "draft") {
    const file = await draftMigration(name);
    console.log(file ? `Drafted ${file}. Complete it by hand, then apply it.` : "The schema did not change.");
  } else if (command === "apply") {
    if (!process.env.DATABASE_URL)
      throw new Refusal("Set DATABASE_URL to the database to migrate. (npm start migrates its own.)");
    const applied = await applyMigrations(process.env.DATABASE_URL);
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "Nothing to apply.");
  } else {
    throw new Refusal("Use: npm run migrate -- apply, or npm run migrate -- draft <name>");
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await commandLine(main);
