import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "./database.mjs";
import { KeptPostgres } from "./kept-postgres.mjs";
import { placePostgres } from "./postgres-place.mjs";
import { isAlive } from "./processes.mjs";
import { removeHome, throwawayHome } from "./throwaway.mjs";

describe("a Postgres that is kept", () => {
  let home;
  let postgres;
  const onGiveUp = vi.fn();
  beforeEach(async () => {
    home = await throwawayHome();
    onGiveUp.mockReset();
    postgres = new KeptPostgres({ home, password: "secret", onGiveUp });
    await postgres.start();
  });
  afterEach(async () => {
    await postgres.stop();
    await removeHome(home);
  });

  const dataFile = (name) => join(placePostgres(home).data, name);
  const pid = () => Number(readFileSync(dataFile("postmaster.pid"), "utf8").split("\n")[0]);
  async function ask(sql) {
    const client = await connect(postgres.url("postgres"));
    const { rows } = await client.query(sql).finally(() => client.end());
    return rows;
  }

  it("is back after it was killed, on the same port, with what was committed", async () => {
    const { port } = postgres;
    await ask("CREATE TABLE kept AS SELECT 7 AS seven");
    const killed = pid();
    process.kill(killed, "SIGKILL");
    await vi.waitFor(async () => expect(await ask("SELECT * FROM kept")).toEqual([{ seven: 7 }]), {
      timeout: 30_000,
      interval: 100,
    });
    expect(postgres.port).toBe(port);
    expect(pid()).not.toBe(killed);
    expect(isAlive(killed)).toBe(false);
    expect(onGiveUp).not.toHaveBeenCalled();
  });

  it("is given up, with the reason, when it cannot start any more", async () => {
    writeFileSync(dataFile("PG_VERSION"), "99\n");
    process.kill(pid(), "SIGKILL");
    await vi.waitFor(() => expect(onGiveUp).toHaveBeenCalledOnce(), { timeout: 30_000 });
    expect(onGiveUp.mock.calls[0][0]).toMatch(/was made by Postgres 99/);
  });

  it("stays down once it was told to stop", async () => {
    const last = pid();
    await postgres.stop();
    expect(isAlive(last)).toBe(false);
    await expect(ask("SELECT 1")).rejects.toThrow(/does not answer/);
  });
});
