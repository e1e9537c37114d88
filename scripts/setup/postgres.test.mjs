import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "./database.mjs";
import { startPostgres } from "./postgres.mjs";
import { placePostgres } from "./postgres-place.mjs";
import { isAlive } from "./processes.mjs";
import { removeHome, throwawayHome } from "./throwaway.mjs";

describe("the embedded Postgres", () => {
  let home;
  beforeEach(async () => {
    home = await throwawayHome();
  });
  afterEach(() => removeHome(home));

  const start = (options) => startPostgres({ home, password: "secret", durable: false, ...options });
  async function ask(postgres, sql) {
    const client = await connect(postgres.url("postgres"));
    const { rows } = await client.query(sql).finally(() => client.end());
    return rows;
  }
  const dataFile = (name) => join(placePostgres(home).data, name);

  it("keeps text in UTF-8 with letters beyond ASCII, whichever locale the system has", async () => {
    const postgres = await start();
    const [row] = await ask(
      postgres,
      "SELECT current_setting('server_encoding') AS encoding, lower('ÄÖŁ') AS lower",
    );
    expect(row).toEqual({ encoding: "UTF8", lower: "äöł" });
  });

  it("left running by a killed start is stopped by the next, and its data kept", async () => {
    const left = await start();
    await ask(left, "CREATE TABLE kept AS SELECT 7 AS seven");
    const pid = Number(readFileSync(dataFile("postmaster.pid"), "utf8").split("\n")[0]);
    const next = await start();
    expect(isAlive(pid)).toBe(false);
    expect(await ask(next, "SELECT * FROM kept")).toEqual([{ seven: 7 }]);
  });

  it("starts although the noted process number now belongs to another program", async () => {
    const { port, stop } = await start();
    await stop();
    for (const name of ["postmaster.pid", `.s.PGSQL.${port}.lock`]) {
      writeFileSync(dataFile(name), `${process.pid}\n`);
    }
    const postgres = await start({ port });
    expect(await ask(postgres, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("answers over a socket of its own, where a path so long is allowed", async () => {
    const { socketFolder, url } = await start();
    const { data } = placePostgres(home);
    expect(socketFolder).toBe(data.length < 80 ? data : "");
    if (!socketFolder) return;
    const bySocket = { url: () => `${url("postgres")}?host=${encodeURIComponent(socketFolder)}` };
    expect(await ask(bySocket, "SELECT inet_client_addr() AS address")).toEqual([{ address: null }]);
  });

  it("refuses data of a newer Postgres in a sentence", async () => {
    await (await start()).stop();
    writeFileSync(dataFile("PG_VERSION"), "99\n");
    await expect(start()).rejects.toThrow(/was made by Postgres 99, and this Handoff brings Postgres 18/);
  });
});
