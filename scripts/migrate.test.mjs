import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applyMigrations } from "./migrate.mjs";
import { connect, ensureOwnDatabase } from "./setup/database.mjs";
import { throwawayPostgres } from "./setup/throwaway.mjs";

describe("migrations", () => {
  let postgres;
  let url;
  let folder;
  let databases = 0;

  beforeAll(async () => {
    postgres = await throwawayPostgres();
  });
  afterAll(() => postgres.end());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "migrations-"));
    databases += 1;
    url = await ensureOwnDatabase(postgres, "owner", `migrations_${databases}`);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function write(name, sql) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, "migration.sql"), sql);
  }
  async function ask(sql) {
    const client = await connect(url);
    const { rows } = await client.query(sql).finally(() => client.end());
    return rows;
  }

  it("are applied once, in order, functions with semicolons whole", async () => {
    write("2_second", "ALTER TABLE thing ADD COLUMN size int DEFAULT 3;");
    write(
      "1_first",
      "CREATE TABLE thing (id int); CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN 2; END $$;",
    );
    expect(await applyMigrations(url, folder)).toEqual(["1_first", "2_second"]);
    expect(await applyMigrations(url, folder)).toEqual([]);
    expect(await ask("SELECT two() AS two")).toEqual([{ two: 2 }]);
  });

  it("are applied once when two starts try at the same time", async () => {
    write("1_first", "CREATE TABLE thing (id int);");
    const both = await Promise.all([applyMigrations(url, folder), applyMigrations(url, folder)]);
    expect(both.flat()).toEqual(["1_first"]);
  });

  it("leave nothing behind when they fail", async () => {
    write("1_first", "CREATE TABLE thing (id int);\nINSERT INTO nowhere VALUES (1);");
    await expect(applyMigrations(url, folder)).rejects.toThrow(
      /1_first failed \(line 2\) and was taken back: relation "nowhere" does not exist/,
    );
    expect(await ask("SELECT to_regclass('thing') AS thing")).toEqual([{ thing: null }]);
  });

  it("of a newer Handoff are refused", async () => {
    write("1_first", "SELECT 1;");
    write("2_newer", "SELECT 1;");
    await applyMigrations(url, folder);
    rmSync(join(folder, "2_newer"), { recursive: true });
    await expect(applyMigrations(url, folder)).rejects.toThrow(/made by a newer Handoff.*2_newer/);
  });

  it("that were changed after they were applied are refused", async () => {
    write("1_first", "SELECT 1;");
    await applyMigrations(url, folder);
    write("1_first", "SELECT 2;");
    await expect(applyMigrations(url, folder)).rejects.toThrow(/1_first was changed after it was applied/);
  });
});
